package io.serai.console.api.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.serai.console.ApiAnswer;
import io.serai.console.Asking;
import io.serai.console.Json;
import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.deploy.FlowControlStandIn;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Role;
import io.serai.flow.FlowPicture.Way;
import io.serai.flow.FlowPicture.Wire;
import io.serai.flow.FlowSource;
import io.serai.observe.run.Carried;
import io.serai.observe.run.FlowMeters;
import io.serai.observe.run.Run;
import io.serai.observe.run.Trace;
import io.serai.observe.run.TraceConfig;
import io.serai.observe.run.Traces;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class RunApiTest {

    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
    private final FlowControlStandIn control = new FlowControlStandIn(time);
    private final Traces traces = new Traces(TraceConfig.DEFAULT, time);
    private Asking api;
    private final ObjectMapper json = new ObjectMapper();
    private final Told told = new Told();
    private FlowMeters meters;

    /// What a page was told.
    private static final class Told implements LiveFeed {
        final Map<String, JsonNode> latest = new HashMap<>();
        final List<JsonNode> next = new ArrayList<>();
        int frames;

        JsonNode last(String key) {
            return latest.getOrDefault(key, MissingNode.getInstance());
        }

        @Override
        public void latest(String key, JsonNode value) {
            latest.put(key, value);
            frames++;
        }

        @Override
        public void next(JsonNode value) {
            next.add(value);
        }
    }

    private static Node node(String id, Role role, String type, String detail) {
        return new Node(id, "lamp", role, type, null, type, detail, 7, null, null, null);
    }

    private static final FlowPicture PICTURE =
            new FlowPicture(
                    "lamp",
                    List.of(
                            node("lamp:0", Role.SOURCE, "from", ""),
                            node("lamp:1", Role.ACTION, "choice", ""),
                            node("lamp:2", Role.BRANCH, "when", "${body} == 'on'"),
                            node("lamp:3", Role.SINK, "to", "")),
                    List.of(
                            new Wire("lamp:0", "lamp:1", null, Way.MAIN),
                            new Wire("lamp:1", "lamp:2", null, Way.BRANCH),
                            new Wire("lamp:2", "lamp:3", null, Way.MAIN)));

    @BeforeEach
    void serve() {
        control.deployTogether(Map.of("lamp.camel.yaml", "lamp\n"), "test");
        var source =
                FlowSource.of(
                        FlowFile.of(Path.of("lamp.camel.yaml")).orElseThrow(), "text that ran");
        meters = traces.meters(source, PICTURE);
        meters.number(1);
        control.count(meters);
        api = new Asking(new RunApi(control, traces, time));
    }

    private static Carried text(String text) {
        return new Carried(
                Carried.Kind.TEXT, text, text.length(), false, Map.of("Room", text), Map.of());
    }

    private Trace begin(String body) {
        return traces.begin(meters, "lamp", "home/lamp", text(body), null, "m");
    }

    private void run(String body) {
        Trace trace = begin(body);
        int choice = trace.enter("lamp:1", -1, time.nanos(), text(body));
        int to = trace.enter("lamp:3", choice, time.nanos(), text(body));
        time.advance(Duration.ofMillis(2));
        trace.leave(to, time.nanos(), text(body + "!"), null, false, null);
        trace.leave(choice, time.nanos(), text(body + "!"), null, false, null);
        traces.seen(trace, "lamp:3", text(body + "!"));
        trace.release("m", Run.Outcome.DONE, null, time.nanos());
    }

    private JsonNode get(int status, String target) throws IOException {
        ApiAnswer answer = api.get(target);
        assertThat(answer.status()).isEqualTo(status);
        return json.readTree(answer.content());
    }

    @Test
    void aFlowIsServedAsDrawn() throws Exception {
        JsonNode picture = get(200, "flows/lamp/picture");

        assertThat(picture.path("version").asInt()).isEqualTo(1);
        assertThat(picture.path("nodes").findValuesAsText("id"))
                .containsExactly("lamp:0", "lamp:1", "lamp:2", "lamp:3");
        assertThat(picture.path("wires").findValuesAsText("kind"))
                .containsExactly("main", "branch", "main");
        assertThat(get(200, "pictures").path("flows")).hasSize(1);
        assertThat(get(404, "flows/lmp/picture").path("error").asText()).contains("\"lamp\"");
    }

    @Test
    void runsAreListedTheNewestFirstAndServedStepByStep() throws Exception {
        run("on");
        run("off");

        JsonNode runs = get(200, "runs?flow=lamp").path("runs");
        assertThat(runs.findValuesAsText("outcome")).containsExactly("done", "done");
        assertThat(runs.get(0).path("millis").asDouble()).isEqualTo(2);
        String first = runs.get(1).path("id").asText();
        assertThat(
                        get(200, "runs?flow=lamp&before=" + runs.get(0).path("id").asText())
                                .path("runs"))
                .hasSize(1);

        JsonNode run = get(200, "runs/" + first);
        assertThat(run.path("text").asText()).isEqualTo("text that ran");
        assertThat(run.path("input").path("body").asText()).isEqualTo("on");
        assertThat(run.path("steps"))
                .extracting(each -> each.path("node").asText() + " " + each.path("depth").asInt())
                .containsExactly("lamp:1 0", "lamp:2 1", "lamp:3 1");
        assertThat(run.path("steps").get(1).path("held").asBoolean()).isTrue();
        assertThat(run.path("steps").get(1).path("values").path("${body}").asText())
                .isEqualTo("on");
        JsonNode changed = run.path("steps").get(2).path("changed");
        assertThat(changed.path("body").path("body").asText()).isEqualTo("on!");
        assertThat(changed.path("headers").path("Room").asText()).isEqualTo("on!");
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        assertThat(get(404, "runs/none").path("error").asText()).contains("trace.runs");
        assertThat(get(400, "runs").path("error").asText()).contains("flow=ID");
        get(404, "runs?flow=none");
        get(404, "why?flow=none");
        assertThat(get(400, "why?flow=lamp&at=yesterday").path("error").asText())
                .contains("2026-11-21T12:00:00Z");
    }

    @Test
    void whyIsAnsweredInSentences() throws Exception {
        run("off");

        JsonNode why = get(200, "why?flow=lamp");

        assertThat(why.path("state").asText()).isEqualTo("running");
        assertThat(why.path("sentences").get(0).asText()).startsWith("lamp last got a message 0 s");
        assertThat(why.path("last").path("steps")).hasSize(3);
        assertThat(why.path("since").get(0).path("node").asText()).isEqualTo("lamp:0");
        assertThat(why.path("since").get(0).path("next").asText())
                .isEqualTo(time.now().plusSeconds(5).toString());
    }

    private LiveChannel channel(String name) {
        return FlowChannels.of(control, traces, time).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void statsAreToldAtOnceAndThenOnlyWhenThereAreNews() throws Exception {
        try (AutoCloseable _ = channel("stats").open(Json.object(), told)) {
            assertThat(told.last("lamp").path("nodes").path("lamp:3")).hasSize(5);
            time.advance(Duration.ofSeconds(5));
            assertThat(told.frames).isEqualTo(1);

            meters.node("lamp:3").came(time.nanos());
            meters.came(time.nanos());
            time.advance(Duration.ofMillis(250));

            JsonNode stat = told.last("lamp");
            assertThat(stat.path("nodes").path("lamp:3").get(0).asInt()).isEqualTo(1);
            assertThat(stat.path("nodes").path("lamp:3").get(4).asLong())
                    .isEqualTo(Instant.parse("2026-11-21T12:00:05Z").toEpochMilli());
            assertThat(stat.path("rate").asDouble()).isEqualTo(0.2);
        }
        int before = told.frames;
        time.advance(Duration.ofSeconds(10));
        assertThat(told.frames).isEqualTo(before);
    }

    @Test
    void valuesRunsAndTapsAreFollowed() throws Exception {
        JsonNode request = json.readTree("{\"flow\": \"lamp\", \"node\": \"lamp:3\"}");
        var values = new Told();
        var runs = new Told();
        try (AutoCloseable _ = channel("taps").open(request, told);
                AutoCloseable _ = channel("runs").open(request, runs);
                AutoCloseable _ = channel("values").open(request, values)) {
            run("on");
            time.advance(Duration.ofMillis(250));
        }
        run("unseen");

        assertThat(told.next).extracting(each -> each.path("body").asText()).containsExactly("on!");
        assertThat(runs.next).extracting(each -> each.path("steps").asInt()).containsExactly(2);
        assertThat(values.last("lamp:3").path("value").asText()).isEqualTo("on!");
    }

    @Test
    void aFlowThatComesAndGoesIsTold() throws Exception {
        try (AutoCloseable _ = channel("flows").open(Json.object(), told)) {
            control.deployTogether(Map.of("tank.camel.yaml", "tank\n"), "test");
            control.deployTogether(Map.of("lamp.camel.yaml", ""), "test");
            time.advance(Duration.ofMillis(250));
        }

        assertThat(told.last("tank").path("state").asText()).isEqualTo("running");
        assertThat(told.last("lamp").isNull()).isTrue();
    }
}

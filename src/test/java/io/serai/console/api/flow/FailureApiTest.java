package io.serai.console.api.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.Asked;
import io.serai.console.Asked.Answer;
import io.serai.console.Asked.Page;
import io.serai.console.api.FilePlaces;
import io.serai.deploy.FlowControlStandIn;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.store.FailedMessage;
import io.serai.store.MemoryMessages;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

class FailureApiTest {

    private static final FilePlaces PLACES = new FilePlaces(Path.of("/house/routes"));

    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
    private final MemoryMessages failed = new MemoryMessages(time);
    private final FlowControlStandIn control = new FlowControlStandIn(time);
    private final Asked api = new Asked(new FailureApi(failed, control, ZoneOffset.UTC, PLACES));

    @BeforeEach
    void deploy() {
        control.deployTogether(
                Map.of("lamp.camel.yaml", "lamp\n", "hall/tank.camel.yaml", "tank\n"), "test");
    }

    private long fail(String flow, String place, byte[] payload) {
        failed.add(
                new FailedMessage(
                        time.now(),
                        flow,
                        flow + "-in",
                        place,
                        "no type Foo",
                        MqttMessage.of("home/x", payload, Qos.AT_LEAST_ONCE, true)));
        return failed.list(Optional.empty(), 1).getFirst().id();
    }

    private long fail(String flow, String text) {
        return fail(
                flow,
                "/house/routes/" + flow + ".camel.yaml:7",
                text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theNewestAreToldWithTheirMessages() throws Exception {
        fail("tank", "{\"level\": 7}");
        fail("lamp", "/house/routes/lamp.camel.yaml:3", new byte[] {(byte) 0xff});

        JsonNode all = api.get("failures").body();

        assertThat(all.get("count").asInt()).isEqualTo(2);
        assertThat(all.get("failures")).hasSize(2);
        JsonNode lamp = all.get("failures").get(0);
        assertThat(lamp.get("flow").asText()).isEqualTo("lamp");
        assertThat(lamp.get("place").asText()).isEqualTo("routes/lamp.camel.yaml:3");
        assertThat(lamp.get("message").get("kind").asText()).isEqualTo("binary");
        assertThat(lamp.get("message").get("body").asText()).isEqualTo("/w==");
        JsonNode tank = api.get("failures?flow=tank&n=5").body();
        assertThat(tank.get("count").asInt()).isEqualTo(1);
        assertThat(tank.get("failures").get(0).get("message"))
                .isEqualTo(
                        Asked.json(
                                """
                                {"topic": "home/x", "kind": "json", "body": "{\\"level\\": 7}",
                                 "bytes": 12, "cut": false, "qos": 1, "retained": true}
                                """));
    }

    @Test
    void aRetriedOneThatIsProcessedIsNoFailureAnyMore() throws Exception {
        long id = fail("tank", "fine now");

        Answer answer = api.ask("POST", "failures/%d/retry".formatted(id), "");

        assertThat(answer.body()).isEqualTo(Asked.json("{\"outcome\":\"done\",\"reason\":\"\"}"));
        assertThat(failed.count()).isZero();
        assertThat(api.ask("POST", "failures/%d/retry".formatted(id), "").status()).isEqualTo(404);
    }

    @Test
    void whyARetriedOneFailsAgainIsTold() throws Exception {
        long id = fail("tank", "bad");

        Answer answer = api.ask("POST", "failures/%d/retry".formatted(id), "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("outcome").asText()).isEqualTo("failed");
        assertThat(answer.body().get("reason").asText()).isEqualTo("bad as ever");
    }

    @Test
    void oneOfAStoppedOrUnknownFlowStaysOnRecord() throws Exception {
        control.stop("tank");
        long ofStopped = fail("tank", "x");
        long ofNone = fail("tcp://broker:1883", "x");

        Answer stopped = api.ask("POST", "failures/%d/retry".formatted(ofStopped), "");
        Answer none = api.ask("POST", "failures/%d/retry".formatted(ofNone), "");

        assertThat(stopped.status()).isEqualTo(409);
        assertThat(stopped.error()).contains("does not run");
        assertThat(none.status()).isEqualTo(409);
        assertThat(none.error()).contains("stays on record");
        assertThat(failed.count()).isEqualTo(2);
    }

    @Test
    void aTestIsMadeThatBelongsBesideTheRouteFile() throws Exception {
        long id = fail("tank", "7");

        JsonNode test = api.get("failures/%d/test".formatted(id)).body();

        assertThat(test.get("file").asText()).isEqualTo("hall/tank.test.yaml");
        assertThat(test.get("name").asText())
                .isEqualTo("the message on home/x that failed on 2026-11-21 at 12:00:00.000");
        assertThat(test.get("text").asText())
                .contains("routes/tank.camel.yaml:7: no type Foo", "topic: home/x")
                .doesNotContain("/house");
    }

    @Test
    void whatNobodyWantsIsTakenOffTheRecord() throws Exception {
        long id = fail("tank", "7");

        Answer removed = api.ask("DELETE", "failures/" + id, "");

        assertThat(removed.body().get("removed").asLong()).isEqualTo(id);
        assertThat(failed.count()).isZero();
        assertThat(api.ask("DELETE", "failures/" + id, "").error())
                .contains("There is no failed message %d".formatted(id));
        assertThat(api.ask("DELETE", "failures/x", "").status()).isEqualTo(400);
    }

    private static JsonNode count(Page page) {
        return Objects.requireNonNull(page.latest().get("count"));
    }

    @Test
    void pagesHearOfEachChange() throws Exception {
        var page = new Page();
        try (AutoCloseable open =
                new FailureChannel(failed, time, PLACES).open(Asked.json("{}"), page)) {
            assertThat(count(page).get("count").asInt()).isZero();

            fail("tank", "7");
            time.advance(Duration.ofSeconds(2));

            JsonNode count = count(page);
            assertThat(count.get("count").asInt()).isEqualTo(1);
            assertThat(count.get("newest").get("flow").asText()).isEqualTo("tank");
            time.advance(Duration.ofSeconds(5));
            assertThat(page.latest()).isEmpty();
            assertThat(open).isNotNull();
        }
        fail("tank", "8");
        time.advance(Duration.ofSeconds(2));
        assertThat(page.latest()).isEmpty();
    }
}

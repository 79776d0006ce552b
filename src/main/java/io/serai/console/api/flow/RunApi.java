package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.config.NearNames;
import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.deploy.FlowControl;
import io.serai.deploy.versions.NoSuchFlowException;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowReport;
import io.serai.flow.Upcoming;
import io.serai.observe.run.FlowMeters;
import io.serai.observe.run.Run;
import io.serai.observe.run.Traces;
import io.serai.observe.run.Why;
import io.serai.time.Timekeeper;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Flows as drawn, what messages went through, and why something did or did not happen. Thread-safe.
public final class RunApi implements ApiPart {

    private static final int USUAL_RUNS = 50;
    private static final int MOST_RUNS = 1000;

    private final FlowControl control;
    private final Traces traces;
    private final Timekeeper time;

    public RunApi(FlowControl control, Traces traces, Timekeeper time) {
        this.control = control;
        this.traces = traces;
        this.time = time;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "flows/{id}/picture", this::picture);
        routes.add("GET", "pictures", _ -> pictures());
        routes.add("GET", "runs", this::runs);
        routes.add("GET", "runs/{id}", this::run);
        routes.add("GET", "why", this::why);
    }

    /// @throws RefusedException when there is none, naming the nearest
    static FlowReport known(FlowControl control, String id) {
        List<FlowReport> flows = control.flows();
        return flows.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "There is no flow \"%s\".%s"
                                        .formatted(
                                                id,
                                                NearNames.suggestion(
                                                        id,
                                                        flows.stream()
                                                                .map(FlowReport::id)
                                                                .toList()))));
    }

    private JsonNode picture(ApiRequest request) {
        FlowReport flow = known(control, request.parameter("id"));
        return control.picture(flow.id())
                .map(picture -> PictureJson.picture(picture, flow.version().orElse(0)))
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "There is no picture of %s: no version of it could be built since the start of the gateway."
                                        .formatted(flow.id())));
    }

    private JsonNode pictures() {
        ObjectNode answer = Json.object();
        ArrayNode flows = answer.putArray("flows");
        List<FlowPicture> drawn = new ArrayList<>();
        for (FlowReport each : control.flows()) {
            drawn(each.id())
                    .ifPresent(picture -> {
                        drawn.add(picture);
                        flows.add(PictureJson.picture(picture, each.version().orElse(0)));
                    });
        }
        answer.set("links", PictureJson.links(FlowLinks.between(drawn)));
        return answer;
    }

    private Optional<FlowPicture> drawn(String flow) {
        try {
            return control.picture(flow);
        } catch (NoSuchFlowException _) {
            return Optional.empty(); // gone since it was listed
        }
    }

    private JsonNode runs(ApiRequest request) {
        String flow = flow(request);
        long before = Long.MAX_VALUE;
        String last = request.query().get("before");
        if (last != null) {
            before =
                    traces.run(last)
                            .map(Run::number)
                            .orElseThrow(() ->
                                    RefusedException.notFound(
                                            "Run %s is no longer kept.".formatted(last)));
        }
        int most = (int) request.number("n", USUAL_RUNS, 1, MOST_RUNS);
        List<Run> runs = traces.runs(flow, most, before);
        if (runs.isEmpty()) {
            known(control, flow); // a flow that was removed has left its runs
        }
        ObjectNode answer = Json.object();
        ArrayNode array = answer.putArray("runs");
        runs.forEach(each -> array.add(RunJson.summary(each)));
        answer.put("untraced", meters(flow).map(FlowMeters::untraced).orElse(0L));
        return answer;
    }

    private Optional<FlowMeters> meters(String flow) {
        try {
            return control.meters(flow);
        } catch (NoSuchFlowException _) {
            return Optional.empty(); // it was removed
        }
    }

    private static String flow(ApiRequest request) {
        String flow = request.query().get("flow");
        if (flow == null || flow.isEmpty()) {
            throw RefusedException.badRequest("Say which flow: ?flow=ID");
        }
        return flow;
    }

    private JsonNode run(ApiRequest request) {
        String id = request.parameter("id");
        return traces.run(id)
                .map(this::whole)
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "Run %s is not kept, or no longer: trace.runs and trace.size say how many are."
                                        .formatted(id)));
    }

    private JsonNode whole(Run run) {
        return RunJson.whole(
                run,
                control.flows().stream()
                        .filter(each -> each.id().equals(run.flow()))
                        .map(each -> each.file().toString())
                        .findFirst()
                        .orElse(""));
    }

    /// When the clock is going to have a route begin, by the id of its source.
    private Map<String, Instant> next(String flow) {
        return control.upcoming().stream()
                .filter(each -> each.flow().equals(flow))
                .collect(
                        Collectors.toMap(
                                each -> each.route() + ":0",
                                Upcoming::next,
                                (one, other) -> one.isBefore(other) ? one : other));
    }

    private JsonNode why(ApiRequest request) {
        FlowReport flow = known(control, flow(request));
        Instant now = time.now();
        Instant at = now;
        String asked = request.query().get("at");
        if (asked != null) {
            try {
                at = Instant.parse(asked);
            } catch (DateTimeParseException e) {
                throw RefusedException.badRequest("at must be a moment such as %s.".formatted(now));
            }
        }
        Why why =
                Why.of(
                        flow,
                        control.picture(flow.id()).orElse(FlowPicture.empty(flow.id())),
                        traces.runs(flow.id(), MOST_RUNS, Long.MAX_VALUE),
                        control.meters(flow.id()),
                        control.inputQueue(flow.id()),
                        at,
                        new Why.Now(now, time.nanos()));
        return WhyJson.why(
                flow, at, why, next(flow.id()), run -> RunJson.whole(run, flow.file().toString()));
    }
}

package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.deploy.FlowControl;
import io.serai.flowtest.replay.RunTest;
import io.serai.observe.run.Run;
import io.serai.observe.run.Traces;

import java.time.ZoneId;

/// Makes flow tests of runs. Thread-safe.
public final class RunTestApi implements ApiPart {

    private final Traces traces;
    private final FlowControl control;
    private final ZoneId zone;

    /// @param zone of the times in tests
    public RunTestApi(Traces traces, FlowControl control, ZoneId zone) {
        this.traces = traces;
        this.control = control;
        this.zone = zone;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "runs/{id}/test", this::test);
    }

    private JsonNode test(ApiRequest request) {
        String id = request.parameter("id");
        Run run =
                traces.run(id)
                        .orElseThrow(() ->
                                RefusedException.notFound(
                                        "Run %s is no longer kept.".formatted(id)));
        return Json.object()
                .put("file", TestPlace.of(control, run.flow()))
                .put("name", RunTest.name(run, zone))
                .put("text", RunTest.text(run, zone));
    }
}

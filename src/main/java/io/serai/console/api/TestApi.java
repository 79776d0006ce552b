package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.console.RefusedException;
import io.serai.deploy.RoutesFiles;
import io.serai.flowtest.run.FlowCoverage;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The tests of a flow below `/api/tests`, with texts that nobody has saved; and the channel `tests`, which
/// tells how far they are.
public final class TestApi implements ApiPart, LiveChannel {

    private final RoutesFiles files;

    public TestApi(RoutesFiles files) {
        this.files = files;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("POST", "tests/{flow}", this::run);
    }

    @Override
    public String name() {
        return "tests";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        String wanted = request.path("flow").asText("");
        Runnable end =
                files.tests()
                        .listen((flow, result, done, of) -> {
                            if (wanted.isEmpty() || wanted.equals(flow)) {
                                feed.next(
                                        Json.object()
                                                .put("flow", flow)
                                                .put("test", result.name())
                                                .put("passed", result.passed())
                                                .put("done", done)
                                                .put("of", of));
                            }
                        });
        return end::run;
    }

    private JsonNode run(ApiRequest request) {
        Map<String, String> drafts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : request.json().path("files").properties()) {
            if (!each.getValue().isTextual()) {
                throw RefusedException.badRequest(
                        "The text of \"%s\" must be a string.".formatted(each.getKey()));
            }
            drafts.put(each.getKey(), each.getValue().textValue());
        }
        return json(files.tests().run(request.parameter("flow"), drafts));
    }

    private ObjectNode json(TestReport report) {
        long passed = report.results().stream().filter(TestResult::passed).count();
        ObjectNode json =
                Json.object().put("passed", passed).put("failed", report.results().size() - passed);
        json.set("problems", Json.problems(report.problems().stream().map(files::shown).toList()));
        ArrayNode tests = json.putArray("tests");
        report.results().forEach(each -> tests.add(test(each)));
        report.coverage().stream()
                .findFirst()
                .ifPresent(coverage -> json.set("coverage", coverage(coverage)));
        return json;
    }

    private static ObjectNode test(TestResult result) {
        ObjectNode json =
                Json.object()
                        .put("name", result.name())
                        .put("passed", result.passed())
                        .put("line", result.line())
                        .put("millis", result.spent().toMillis());
        result.failure()
                .ifPresent(failure -> {
                    List<String> lines = new ArrayList<>();
                    String what = failure.what();
                    String end = what.endsWith(".") ? "" : ".";
                    lines.add("line %d: %s%s".formatted(failure.line(), what, end));
                    if (!failure.happened().isEmpty()) {
                        lines.add("What happened:");
                        lines.addAll(failure.happened());
                    }
                    json.put("failure", String.join("\n", lines)).put("failedAt", failure.line());
                });
        return json;
    }

    private static ObjectNode coverage(FlowCoverage coverage) {
        ObjectNode json =
                Json.object()
                        .put("steps", coverage.stepsReached())
                        .put("of", coverage.steps())
                        .put("branches", coverage.branchesReached())
                        .put("ofBranches", coverage.branches());
        ArrayNode missed = json.putArray("missed");
        coverage.missed().forEach(missed::add);
        return json;
    }
}

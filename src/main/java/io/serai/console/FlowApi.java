package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.config.NearNames;
import io.serai.deploy.FlowControl;
import io.serai.deploy.NoSuchFlowException;
import io.serai.flow.FlowException;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowVersion;
import io.serai.flow.HousePath;
import io.serai.flow.Problem;
import io.serai.observe.FlowLog;
import io.serai.recording.RecordConfig;
import io.serai.recording.Recorder;
import io.serai.recording.RecordingException;
import io.serai.recording.RecordingStatus;
import io.serai.time.Timekeeper;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What is asked of flows and done with them below `/api/`. Thread-safe; a call takes as long as what it
/// commands.
public final class FlowApi {

    private static final int MOST_VERSIONS = 1000;
    private static final int USUAL_VERSIONS = 20;
    private static final int USUAL_LINES = 100;
    private static final int NAME_CHARACTERS = 100;

    /// Does what is asked on one path.
    @FunctionalInterface
    private interface Handler {
        JsonNode handle(ApiRequest request) throws FlowException;
    }

    private record Endpoint(String method, Handler handler) {}

    private final FlowControl control;
    private final Recorder recorder;
    private final FlowLog log;
    private final Timekeeper time;
    private final ObjectMapper json = new ObjectMapper();

    /// By path; `*` stands for the id of a flow and the number of a version.
    private final Map<String, Endpoint> endpoints =
            Map.ofEntries(
                    Map.entry("flows", new Endpoint("GET", _ -> flows())),
                    Map.entry("flows/*", new Endpoint("GET", this::flow)),
                    Map.entry("flows/*/log", new Endpoint("GET", this::lines)),
                    Map.entry("flows/*/history", new Endpoint("GET", this::historyOfFlow)),
                    Map.entry("flows/*/versions/*", new Endpoint("GET", this::version)),
                    Map.entry("flows/*/start", new Endpoint("POST", this::start)),
                    Map.entry("flows/*/stop", new Endpoint("POST", this::stop)),
                    Map.entry("flows/*/restart", new Endpoint("POST", this::restart)),
                    Map.entry("flows/*/rollback", new Endpoint("POST", this::rollback)),
                    Map.entry("flows/*/record", new Endpoint("POST", this::record)),
                    Map.entry("flows/*/recording", new Endpoint("GET", this::recording)),
                    Map.entry("flows/*/stop-recording", new Endpoint("POST", this::stopRecording)),
                    Map.entry("history", new Endpoint("GET", this::history)),
                    Map.entry("deploy", new Endpoint("POST", this::deploy)));

    public FlowApi(FlowControl control, Recorder recorder, FlowLog log, Timekeeper time) {
        this.control = control;
        this.recorder = recorder;
        this.log = log;
        this.time = time;
    }

    ApiAnswer answer(ApiRequest request) {
        Endpoint endpoint = endpoints.get(pattern(request.path()));
        if (endpoint == null) {
            return ApiAnswer.error(404, "not found");
        }
        if (!endpoint.method().equals(request.method().equals("HEAD") ? "GET" : request.method())) {
            return ApiAnswer.error(405, "only %s is served here".formatted(endpoint.method()));
        }
        try {
            return new ApiAnswer(200, endpoint.handler().handle(request));
        } catch (RefusedException e) {
            return e.answer();
        } catch (NoSuchFlowException e) {
            return ApiAnswer.error(404, String.valueOf(e.getMessage()));
        } catch (FlowException e) {
            var problems = List.of(e.problem());
            return new RefusedException(RefusedException.CONFLICT, e.problem().toString(), problems)
                    .answer();
        }
    }

    private static String pattern(List<String> path) {
        return IntStream.range(0, path.size())
                .mapToObj(i -> i % 2 == 0 ? path.get(i) : "*")
                .collect(Collectors.joining("/"));
    }

    private static String id(ApiRequest request) {
        return request.path().get(1);
    }

    private JsonNode flows() {
        ObjectNode answer =
                FlowJson.object()
                        .put("time", time.now().toString())
                        .put("safeMode", control.safeMode());
        ArrayNode flows = answer.putArray("flows");
        control.flows().forEach(each -> flows.add(FlowJson.report(each)));
        return answer;
    }

    private JsonNode flow(ApiRequest request) {
        return FlowJson.report(known(id(request)));
    }

    /// @throws RefusedException when there is none
    private FlowReport known(String id) {
        List<FlowReport> flows = control.flows();
        return flows.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names = flows.stream().map(FlowReport::id).toList();
                    return new RefusedException(
                            RefusedException.NOT_FOUND,
                            "There is no flow \"%s\".%s"
                                    .formatted(id, NearNames.suggestion(id, names)),
                            List.of());
                });
    }

    private JsonNode lines(ApiRequest request) {
        String id = id(request);
        long after = request.number("after", 0, 0, Long.MAX_VALUE);
        int most = (int) request.number("n", USUAL_LINES, 1, FlowLog.MOST_LINES);
        List<FlowLog.Line> lines = log.after(id, after, most);
        if (lines.isEmpty() && log.after(id, 0, 1).isEmpty()) {
            known(id); // a flow that was removed has left its lines
        }
        ObjectNode answer = FlowJson.object();
        ArrayNode array = answer.putArray("lines");
        lines.forEach(each -> array.add(FlowJson.line(each)));
        return answer;
    }

    private JsonNode start(ApiRequest request) throws FlowException {
        return FlowJson.report(control.start(id(request)));
    }

    private JsonNode stop(ApiRequest request) {
        return FlowJson.report(control.stop(id(request)));
    }

    private JsonNode restart(ApiRequest request) throws FlowException {
        return FlowJson.report(control.restart(id(request)));
    }

    private JsonNode rollback(ApiRequest request) throws FlowException {
        OptionalInt version =
                request.query().containsKey("version")
                        ? OptionalInt.of((int) request.number("version", 0, 1, Integer.MAX_VALUE))
                        : OptionalInt.empty();
        String by = request.query().getOrDefault("by", "");
        return FlowJson.report(control.rollback(id(request), version, by(by)));
    }

    private JsonNode record(ApiRequest request) throws FlowException {
        JsonNode body = request.body().isEmpty() ? FlowJson.object() : parsed(request.body());
        List<String> masks = new ArrayList<>();
        body.path("masks").forEach(each -> masks.add(each.asText()));
        RecordConfig config = recorder.config();
        try {
            return told(
                    recorder.start(
                            control.inUse(id(request)),
                            Duration.ofSeconds(
                                    body.path("seconds").asLong(config.time().toSeconds())),
                            body.path("bytes").asLong(config.size()),
                            masks));
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(sentence(e));
        } catch (RecordingException e) {
            throw new RefusedException(RefusedException.CONFLICT, sentence(e), List.of());
        }
    }

    private JsonNode told(RecordingStatus status) {
        return FlowJson.recording(status, time.now());
    }

    private static String sentence(RuntimeException e) {
        String text = String.valueOf(e.getMessage());
        return text.endsWith(".") ? text : text + ".";
    }

    private JsonNode recording(ApiRequest request) {
        return recorder.status(id(request)).map(this::told).orElseThrow(() -> noRecording(request));
    }

    private JsonNode stopRecording(ApiRequest request) {
        return recorder.stop(id(request)).map(this::told).orElseThrow(() -> noRecording(request));
    }

    private static RefusedException noRecording(ApiRequest request) {
        return new RefusedException(
                RefusedException.NOT_FOUND,
                "There is no recording of %s since the start of the gateway."
                        .formatted(id(request)),
                List.of());
    }

    private JsonNode historyOfFlow(ApiRequest request) {
        return versions(control.history(id(request), mostVersions(request)));
    }

    private JsonNode history(ApiRequest request) {
        return versions(control.history(mostVersions(request)));
    }

    private static int mostVersions(ApiRequest request) {
        return (int) request.number("n", USUAL_VERSIONS, 1, MOST_VERSIONS);
    }

    private static JsonNode versions(List<FlowVersion> versions) {
        ObjectNode answer = FlowJson.object();
        ArrayNode array = answer.putArray("versions");
        versions.forEach(each -> array.add(FlowJson.version(each)));
        return answer;
    }

    private JsonNode version(ApiRequest request) {
        String id = id(request);
        long number = ApiRequest.number("the version", request.path().get(3), 1, Integer.MAX_VALUE);
        return control.history(id, MOST_VERSIONS).stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .map(FlowJson::versionWithTexts)
                .orElseThrow(() ->
                        new RefusedException(
                                RefusedException.NOT_FOUND,
                                "There is no version %d of %s.".formatted(number, id),
                                List.of()));
    }

    private JsonNode deploy(ApiRequest request) {
        JsonNode body = parsed(request.body());
        if (!(body.get("files") instanceof ObjectNode given) || given.isEmpty()) {
            throw RefusedException.badRequest(
                    "\"files\" must be an object of texts by path, such as {\"lamp.camel.yaml\":"
                            + " \"...\"}.");
        }
        Map<String, String> files = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            if (!each.getValue().isTextual()) {
                throw RefusedException.badRequest(
                        "The text of \"%s\" must be a string.".formatted(each.getKey()));
            }
            files.put(path(each.getKey()), each.getValue().textValue());
        }
        List<Problem> problems =
                control.deployTogether(Map.copyOf(files), by(body.path("by").asText("")));
        if (!problems.isEmpty()) {
            throw new RefusedException(
                    RefusedException.CONFLICT, "Nothing was deployed.", problems);
        }
        ObjectNode answer = FlowJson.object();
        ArrayNode deployed = answer.putArray("deployed");
        files.keySet().forEach(deployed::add);
        return answer;
    }

    private JsonNode parsed(String body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            throw RefusedException.badRequest(
                    "The body is not JSON: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static String path(String text) {
        try {
            return new HousePath(text).text();
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(
                    "\"%s\" cannot be deployed: %s.".formatted(text, e.getMessage()));
        }
    }

    /// Who asks, as the history may show it.
    private static String by(String given) {
        String plain = given.replaceAll("\\p{Cntrl}", "").strip();
        if (plain.isEmpty()) {
            return "HTTP";
        }
        return plain.substring(0, Math.min(plain.length(), NAME_CHARACTERS));
    }
}

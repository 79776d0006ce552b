package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.deploy.FlowControl;
import io.serai.flow.FlowException;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.flow.RoutesPath;
import io.serai.observe.FlowLog;
import io.serai.recording.RecordConfig;
import io.serai.recording.Recorder;
import io.serai.recording.RecordingException;
import io.serai.recording.RecordingStatus;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/// What is asked of flows and done with them below `/api/`. Thread-safe; a call takes as long as what it
/// commands.
public final class FlowApi implements ApiPart {

    private static final int MOST_VERSIONS = 1000;
    private static final int USUAL_VERSIONS = 20;
    private static final int USUAL_LINES = 100;
    private static final int NAME_CHARACTERS = 100;

    private final FlowControl control;
    private final Recorder recorder;
    private final FlowLog log;
    private final Timekeeper time;

    public FlowApi(FlowControl control, Recorder recorder, FlowLog log, Timekeeper time) {
        this.control = control;
        this.recorder = recorder;
        this.log = log;
        this.time = time;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "flows", _ -> flows());
        routes.add("GET", "flows/{id}", this::flow);
        routes.add("GET", "flows/{id}/log", this::lines);
        routes.add("GET", "flows/{id}/history", this::historyOfFlow);
        routes.add("GET", "flows/{id}/versions/{version}", this::version);
        routes.add("POST", "flows/{id}/start", this::start);
        routes.add("POST", "flows/{id}/stop", this::stop);
        routes.add("POST", "flows/{id}/restart", this::restart);
        routes.add("POST", "flows/{id}/rollback", this::rollback);
        routes.add("POST", "flows/{id}/record", this::record);
        routes.add("GET", "flows/{id}/recording", this::recording);
        routes.add("POST", "flows/{id}/stop-recording", this::stopRecording);
        routes.add("GET", "versions", this::history);
        routes.add("POST", "deploy", this::deploy);
    }

    private static String id(ApiRequest request) {
        return request.parameter("id");
    }

    private JsonNode flows() {
        ObjectNode answer =
                Json.object()
                        .put("time", time.now().toString())
                        .put("safeMode", control.safeMode());
        ArrayNode flows = answer.putArray("flows");
        control.flows().forEach(each -> flows.add(FlowJson.report(each)));
        return answer;
    }

    private JsonNode flow(ApiRequest request) {
        return FlowJson.report(RunApi.known(control, id(request)));
    }

    private JsonNode lines(ApiRequest request) {
        String id = id(request);
        long after = request.number("after", 0, 0, Long.MAX_VALUE);
        int most = (int) request.number("n", USUAL_LINES, 1, FlowLog.MOST_LINES);
        List<FlowLog.Line> lines = log.after(id, after, most);
        if (lines.isEmpty() && log.after(id, 0, 1).isEmpty()) {
            RunApi.known(control, id); // a flow that was removed has left its lines
        }
        ObjectNode answer = Json.object();
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
        JsonNode body = request.json();
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
            throw RefusedException.conflict(sentence(e));
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
        return RefusedException.notFound(
                "There is no recording of %s since the start of the gateway."
                        .formatted(id(request)));
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
        ObjectNode answer = Json.object();
        ArrayNode array = answer.putArray("versions");
        versions.forEach(each -> array.add(FlowJson.version(each)));
        return answer;
    }

    private JsonNode version(ApiRequest request) {
        String id = id(request);
        long number =
                ApiRequest.number(
                        "the version", request.parameter("version"), 1, Integer.MAX_VALUE);
        return control.history(id, MOST_VERSIONS).stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .map(FlowJson::versionWithTexts)
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "There is no version %d of %s.".formatted(number, id)));
    }

    private JsonNode deploy(ApiRequest request) {
        JsonNode body = request.json();
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
        ObjectNode answer = Json.object();
        ArrayNode deployed = answer.putArray("deployed");
        files.keySet().forEach(deployed::add);
        return answer;
    }

    private static String path(String text) {
        try {
            return new RoutesPath(text).text();
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(
                    "\"%s\" cannot be deployed: %s.".formatted(text, e.getMessage()));
        }
    }

    /// Who asks, as the history may show it.
    static String by(String given) {
        String plain = given.replaceAll("\\p{Cntrl}", "").strip();
        if (plain.isEmpty()) {
            return "HTTP";
        }
        return plain.substring(0, Math.min(plain.length(), NAME_CHARACTERS));
    }
}

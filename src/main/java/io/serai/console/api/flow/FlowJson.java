package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.Json;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowVersion;
import io.serai.observe.FlowLog;
import io.serai.recording.RecordingStatus;

import java.time.Instant;
import java.util.Locale;
import java.util.TreeMap;

/// Flows as JSON, as `reference/http-api.md` describes it.
final class FlowJson {

    private FlowJson() {}

    static ObjectNode report(FlowReport report) {
        ObjectNode json =
                Json.object()
                        .put("id", report.id())
                        .put("state", report.state().name().toLowerCase(Locale.ROOT))
                        .put("since", report.since().toString())
                        .put("file", report.file().toString())
                        .put("description", report.description())
                        .put("dry", report.dry());
        if (report.version().isPresent()) {
            json.put("version", report.version().getAsInt());
        } else {
            json.putNull("version");
        }
        ArrayNode routes = json.putArray("routes");
        report.routes().forEach(routes::add);
        json.set("problems", Json.problems(report.problems()));
        return json;
    }

    /// Without the texts, which can be large.
    static ObjectNode version(FlowVersion version) {
        ObjectNode json =
                Json.object()
                        .put("flow", version.flow())
                        .put("number", version.number())
                        .put("time", version.time().toString())
                        .put("by", version.by())
                        .put("file", version.file())
                        .put("removal", version.isRemoval())
                        .put("note", version.note());
        return json;
    }

    static ObjectNode versionWithTexts(FlowVersion version) {
        ObjectNode json = version(version).put("text", version.text());
        ObjectNode kamelets = json.putObject("kamelets");
        new TreeMap<>(version.kamelets()).forEach(kamelets::put);
        return json;
    }

    static ObjectNode recording(RecordingStatus status, Instant now) {
        ObjectNode json =
                Json.object()
                        .put("flow", status.flow())
                        .put("time", now.toString())
                        .put("file", status.file().toString())
                        .put("begin", status.begin().toString())
                        .put("until", status.until().toString())
                        .put("events", status.events())
                        .put("bytes", status.bytes())
                        .put("mostBytes", status.mostBytes())
                        .put("dropped", status.dropped());
        status.ended().ifPresentOrElse(why -> json.put("ended", why), () -> json.putNull("ended"));
        return json;
    }

    static ObjectNode line(FlowLog.Line line) {
        return Json.object()
                .put("number", line.number())
                .put("time", line.time().toString())
                .put("level", line.level())
                .put("text", line.text());
    }
}

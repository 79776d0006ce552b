package io.serai.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.Json;
import io.serai.observe.FlowLog;
import io.serai.observe.GatewayLog;

/// Lines of logs as JSON.
final class LogJson {

    private static final String FLOW = "flow ";

    private LogJson() {}

    static ObjectNode of(GatewayLog.Line line) {
        return put(line).put("time", line.time().toString());
    }

    /// For what is sent as it happens, with the time as a number.
    static ObjectNode live(GatewayLog.Line line) {
        return put(line).put("time", line.time().toEpochMilli());
    }

    /// The same of a line of one flow.
    static ObjectNode live(String flow, FlowLog.Line line) {
        return Json.object()
                .put("number", line.number())
                .put("level", line.level())
                .put("text", line.text())
                .put("flow", flow)
                .put("time", line.time().toEpochMilli());
    }

    private static ObjectNode put(GatewayLog.Line line) {
        ObjectNode json =
                Json.object()
                        .put("number", line.number())
                        .put("level", line.level())
                        .put("source", line.source())
                        .put("text", line.text());
        if (line.source().startsWith(FLOW)) {
            json.put("flow", line.source().substring(FLOW.length()));
        }
        return json;
    }
}

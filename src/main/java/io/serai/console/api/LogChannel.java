package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.observe.FlowLog;
import io.serai.observe.GatewayLog;

/// Lines of the gateway's log, or of one flow, the last ones first and then as they come. Thread-safe.
public final class LogChannel implements LiveChannel {

    private static final int LINES_BEFORE = 200;

    private final GatewayLog log;
    private final FlowLog flows;

    public LogChannel(GatewayLog log, FlowLog flows) {
        this.log = log;
        this.flows = flows;
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        String flow = request.path("flow").asText("");
        if (flow.isEmpty()) {
            return log.follow(LINES_BEFORE, line -> feed.next(LogJson.live(line)));
        }
        return flows.follow(flow, LINES_BEFORE, line -> feed.next(LogJson.live(flow, line)));
    }
}

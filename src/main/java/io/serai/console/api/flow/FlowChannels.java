package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.Json;
import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.console.RefusedException;
import io.serai.deploy.FlowControl;
import io.serai.deploy.versions.NoSuchFlowException;
import io.serai.flow.FlowQueues;
import io.serai.flow.FlowReport;
import io.serai.observe.run.FlowMeters;
import io.serai.observe.run.NodeMeter;
import io.serai.observe.run.Traces;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/// What pages can follow of flows: how they do, what is counted, the last values, the runs, and the messages
/// at each node. Thread-safe.
public final class FlowChannels {

    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final double TENTHS = 10;

    private final FlowControl control;
    private final Timekeeper time;

    private FlowChannels(FlowControl control, Timekeeper time) {
        this.control = control;
        this.time = time;
    }

    /// All of them.
    public static List<LiveChannel> of(FlowControl control, Traces traces, Timekeeper time) {
        var channels = new FlowChannels(control, time);
        var flows = new Polled(time, PERIOD, channels::reports);
        var stats = new Polled(time, PERIOD, channels::stats);
        return List.of(
                channel("flows", (_, feed) -> flows.follow(_ -> true, feed)),
                channel(
                        "stats",
                        (request, feed) -> {
                            Set<String> wanted = new HashSet<>();
                            request.path("flows").forEach(each -> wanted.add(each.asText()));
                            return stats.follow(
                                    flow -> !request.has("flows") || wanted.contains(flow), feed);
                        }),
                channel(
                        "values",
                        (request, feed) -> {
                            String flow = channels.flow(request);
                            return new Polled(time, PERIOD, () -> channels.values(flow))
                                    .follow(_ -> true, feed);
                        }),
                channel(
                        "runs",
                        (request, feed) ->
                                traces.follow(
                                        channels.flow(request),
                                        run -> feed.next(RunJson.summary(run)))),
                channel(
                        "taps",
                        (request, feed) -> {
                            String node = request.path("node").asText("");
                            return traces.tap(
                                    channels.flow(request),
                                    tap -> {
                                        if (node.isEmpty() || tap.node().equals(node)) {
                                            feed.next(RunJson.tap(tap));
                                        }
                                    });
                        }));
    }

    private static LiveChannel channel(
            String name, BiFunction<JsonNode, LiveFeed, AutoCloseable> open) {
        return new LiveChannel() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public AutoCloseable open(JsonNode request, LiveFeed feed) {
                return open.apply(request, feed);
            }
        };
    }

    /// @throws RefusedException when the page wants none, or there is none of that name
    private String flow(JsonNode request) {
        String flow = request.path("flow").asText("");
        if (flow.isEmpty()) {
            throw RefusedException.badRequest("Say which flow: {\"flow\": \"ID\"}");
        }
        return RunApi.known(control, flow).id();
    }

    private Map<String, Polled.State> reports() {
        Map<String, Polled.State> states = new LinkedHashMap<>();
        for (FlowReport each : control.flows()) {
            states.put(each.id(), new Polled.State(each, () -> FlowJson.report(each)));
        }
        return states;
    }

    private Map<String, Polled.State> stats() {
        Map<String, Polled.State> states = new LinkedHashMap<>();
        for (FlowReport each : control.flows()) {
            try {
                control.meters(each.id())
                        .ifPresent(meters ->
                                states.put(each.id(), stat(meters, control.inputQueue(each.id()))));
            } catch (NoSuchFlowException _) {
                states.remove(each.id()); // gone since it was listed
            }
        }
        return states;
    }

    private Polled.State stat(FlowMeters meters, FlowQueues inputQueue) {
        long nanos = time.nanos();
        double rate = Math.round(meters.rate(nanos) * TENTHS) / TENTHS;
        Map<String, NodeMeter.Reading> readings = new LinkedHashMap<>();
        List<Object> mark = new ArrayList<>();
        mark.add(meters.version());
        mark.add(rate);
        mark.add(inputQueue);
        meters.nodes()
                .forEach((id, meter) -> {
                    NodeMeter.Reading reading = meter.read(nanos);
                    readings.put(id, reading);
                    mark.add(reading);
                });
        Instant now = time.now();
        return new Polled.State(
                mark,
                () -> {
                    ObjectNode json = Json.object();
                    ObjectNode nodes = json.putObject("nodes");
                    readings.forEach((id, reading) -> {
                        ArrayNode numbers = nodes.putArray(id);
                        numbers.add(reading.count())
                                .add(reading.errors())
                                .add(reading.p50Micros())
                                .add(reading.p99Micros());
                        if (reading.count() == 0) {
                            numbers.addNull();
                        } else {
                            numbers.add(epochMillis(now, nanos, reading.lastNanos()));
                        }
                    });
                    return json.put("rate", rate)
                            .put("inFlight", inputQueue.inFlight())
                            .put("waiting", inputQueue.queued());
                });
    }

    private static long epochMillis(Instant now, long nowNanos, long nanos) {
        return now.minusNanos(nowNanos - nanos).toEpochMilli();
    }

    private Map<String, Polled.State> values(String flow) {
        Map<String, Polled.State> states = new LinkedHashMap<>();
        try {
            control.meters(flow)
                    .ifPresent(meters ->
                            meters.nodes()
                                    .forEach((id, meter) -> {
                                        NodeMeter.Value value = meter.value();
                                        if (value != null) {
                                            states.put(
                                                    id, new Polled.State(value, () -> json(value)));
                                        }
                                    }));
        } catch (NoSuchFlowException _) {
            return Map.of(); // it was removed
        }
        return states;
    }

    private JsonNode json(NodeMeter.Value value) {
        return Json.object()
                .put("value", value.text())
                .put("time", epochMillis(time.now(), time.nanos(), value.nanos()));
    }
}

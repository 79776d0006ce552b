package io.serai.runtime;

import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Way;
import io.serai.observe.run.Carried;
import io.serai.observe.run.FlowMeters;
import io.serai.observe.run.NodeMeter;
import io.serai.observe.run.Run.Outcome;
import io.serai.observe.run.Trace;
import io.serai.observe.run.Traces;
import io.serai.time.Timekeeper;

import org.apache.camel.Exchange;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// Begins a run when a message comes into a route from outside, and ends it when the message is through
/// all routes it went into.
final class RouteRuns {

    /// Where a message may come from within the flow, with a run of its own.
    private static final Set<String> INNER = Set.of("direct", "seda", "kamelet");

    /// When the message came into the route, in timekeeper nanoseconds.
    private static final String BEGAN = "SeraiBegan";

    private static final int TRIGGER_CHARACTERS = 120;

    private final Traces traces;
    private final FlowMeters meters;
    private final Node source;
    private final NodeMeter meter;
    private final Timekeeper time;
    private final boolean isInner;
    private final boolean isCalled;

    RouteRuns(Traces traces, FlowMeters meters, Node source, Timekeeper time) {
        this.traces = traces;
        this.meters = meters;
        this.source = source;
        this.time = time;
        meter = meters.node(source.id());
        isInner = source.scheme() != null && INNER.contains(source.scheme());
        isCalled =
                meters.picture().wires().stream()
                        .anyMatch(each -> each.way() == Way.CALL && each.to().equals(source.id()));
    }

    void begin(Exchange exchange) {
        long now = time.nanos();
        meter.came(now);
        meters.moved(now);
        if (!isCalled) {
            meters.came(now);
            exchange.setProperty(BEGAN, now);
        }
        RunPosition at = isInner ? RunPosition.of(exchange) : null;
        if (at != null && !at.trace().isOver()) {
            at.trace().hold(holder(exchange));
            traces.seen(at.trace(), source.id(), at.carried());
            return;
        }
        if ((isCalled && at == null) || !meters.mayTrace(now)) {
            return; // nor are the calls of a message that is not looked at
        }
        Carried input = Capture.of(exchange, List.of(), null, null);
        Trace trace =
                traces.begin(
                        meters,
                        source.route(),
                        trigger(exchange),
                        input,
                        at == null ? null : at.trace(),
                        holder(exchange));
        new RunPosition(trace, -1, exchange.getMessage().getBody(), input).leaveOn(exchange);
        traces.seen(trace, source.id(), input);
    }

    void done(Exchange exchange) {
        if (!isCalled && exchange.getProperty(BEGAN) instanceof Long began) {
            meters.processed(time.nanos() - began);
        }
        if (!meters.hasOpenRuns()) {
            return;
        }
        RunPosition at = RunPosition.of(exchange);
        if (at == null) {
            return;
        }
        String why = Steps.reason(exchange);
        Outcome how =
                why != null
                        ? Outcome.FAILED
                        : exchange.isRouteStop() ? Outcome.STOPPED : Outcome.DONE;
        at.trace().release(holder(exchange), how, why, time.nanos());
    }

    private String holder(Exchange exchange) {
        return exchange.getExchangeId() + " " + source.route();
    }

    private String trigger(Exchange exchange) {
        @Nullable String topic = exchange.getMessage().getHeader("CamelMqttTopic", String.class);
        if (topic != null) {
            return CamelProblems.printable(topic, TRIGGER_CHARACTERS);
        }
        @Nullable String device = exchange.getMessage().getHeader("CamelDeviceId", String.class);
        if (device != null) {
            return "device " + CamelProblems.printable(device, TRIGGER_CHARACTERS);
        }
        String from =
                exchange.getFromEndpoint() == null
                        ? source.detail()
                        : exchange.getFromEndpoint().getEndpointBaseUri();
        String plain = String.valueOf(URISupport.sanitizeUri(from)).replaceFirst("://", " ");
        return CamelProblems.printable(plain, TRIGGER_CHARACTERS);
    }
}

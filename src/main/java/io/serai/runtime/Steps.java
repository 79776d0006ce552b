package io.serai.runtime;

import io.serai.flow.FlowPicture.Node;
import io.serai.observe.run.Carried;
import io.serai.observe.run.FlowMeters;
import io.serai.observe.run.Run.Outcome;
import io.serai.observe.run.Trace;
import io.serai.observe.run.Traces;
import io.serai.time.Timekeeper;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// Looks closer at one step of the messages whose run is kept.
final class Steps {

    /// Whose own steps come before they are left.
    private static final Set<String> CONTAINERS =
            Set.of(
                    "choice",
                    "filter",
                    "split",
                    "multicast",
                    "loop",
                    "doTry",
                    "circuitBreaker",
                    "idempotentConsumer",
                    "pipeline",
                    "step",
                    "loadBalance");

    private static final String THRESHOLD_ON = "CamelThresholdOn";
    private static final int REASON_CHARACTERS = 240;

    /// A step that is under way.
    ///
    /// @param before where the message was when it came to the step
    record Entered(RunPosition before, int index, Carried carried, boolean wasStopped) {}

    private final Traces traces;
    private final FlowMeters meters;
    private final Node node;
    private final Timekeeper time;
    private final boolean beginsAnew;
    private final List<String> asked;
    private final boolean isContainer;

    /// @param beginsAnew whether what comes here has been kept back, so that its run may be over
    Steps(Traces traces, FlowMeters meters, Node node, Timekeeper time, boolean beginsAnew) {
        this.traces = traces;
        this.meters = meters;
        this.node = node;
        this.time = time;
        this.beginsAnew = beginsAnew;
        asked = AskedValues.beside(meters.picture(), node);
        isContainer = CONTAINERS.contains(node.type());
    }

    boolean beginsAnew() {
        return beginsAnew;
    }

    /// Null when the run of the message is not kept.
    @Nullable Entered enter(Exchange exchange, long nanos) {
        RunPosition at = RunPosition.of(exchange);
        if (at == null || at.trace().isOver()) {
            if (!beginsAnew || !meters.mayTrace(nanos)) {
                return null;
            }
            at = anew(exchange, at);
        }
        Carried carried = Capture.of(exchange, asked, at.body(), at.carried());
        int index = at.trace().enter(node.id(), at.step(), nanos, carried);
        if (isContainer) {
            traces.seen(at.trace(), node.id(), carried);
        }
        Object body = exchange.getMessage().getBody();
        new RunPosition(at.trace(), index, body, carried).leaveOn(exchange);
        return new Entered(at, index, carried, exchange.isRouteStop());
    }

    private RunPosition anew(Exchange exchange, @Nullable RunPosition former) {
        Carried input = Capture.of(exchange, List.of(), null, null);
        String holder = exchange.getExchangeId();
        Trace trace =
                traces.begin(
                        meters,
                        node.route(),
                        "what was collected",
                        input,
                        former == null ? null : former.trace(),
                        holder);
        exchange.getExchangeExtension()
                .addOnCompletion(
                        new SynchronizationAdapter() {
                            @Override
                            public void onComplete(Exchange done) {
                                Outcome how = done.isRouteStop() ? Outcome.STOPPED : Outcome.DONE;
                                trace.release(holder, how, null, time.nanos());
                            }

                            @Override
                            public void onFailure(Exchange done) {
                                trace.release(holder, Outcome.FAILED, reason(done), time.nanos());
                            }
                        });
        return new RunPosition(trace, -1, exchange.getMessage().getBody(), input);
    }

    void leave(Exchange exchange, Entered entered, long nanos, boolean failed) {
        RunPosition before = entered.before();
        Carried after = Capture.of(exchange, asked, entered.before().body(), entered.carried());
        before.trace()
                .leave(
                        entered.index(),
                        nanos,
                        after,
                        failed ? reason(exchange) : null,
                        exchange.isRouteStop() && !entered.wasStopped(),
                        held(exchange));
        if (!isContainer) {
            traces.seen(before.trace(), node.id(), failed ? entered.carried() : after);
        }
        Object body = exchange.getMessage().getBody();
        new RunPosition(before.trace(), before.step(), body, after).leaveOn(exchange);
    }

    private @Nullable Boolean held(Exchange exchange) {
        if ("threshold".equals(node.scheme())) {
            return exchange.getMessage().getHeader(THRESHOLD_ON) instanceof Boolean on ? on : null;
        }
        if (node.type().equals("validate")) {
            return exchange.getException() == null;
        }
        return null;
    }

    static @Nullable String reason(Exchange exchange) {
        Throwable cause = exchange.getException();
        return cause == null
                ? null
                : CamelProblems.printable(CamelProblems.rootMessage(cause), REASON_CHARACTERS);
    }
}

package io.serai.node.input;

import io.serai.mqtt.MqttMessage;
import io.serai.node.spi.FlowEvents;
import io.serai.node.state.NodeTransaction;
import io.serai.time.Timekeeper;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One message on its way through a route, on the thread of its [RouteRunner]. Confined to that thread,
/// except where a method says otherwise.
public final class MessageRun implements NodeTransaction.Holder {

    private final RouteRunner worker;
    private final InputQueue.Entry entry;
    private final Exchange exchange;
    private final long since;
    private final LoopWatch.@Nullable Chain cause;
    private final AtomicReference<@Nullable NodeTransaction> changes = new AtomicReference<>();

    /// It was in work for too long and is on record; guarded by the worker's lock.
    boolean overdue;

    /// It was interrupted because the flow stops; guarded by the worker's lock.
    boolean aborted;

    /// @param cause of the message, when that is one of our flows
    MessageRun(
            RouteRunner worker,
            InputQueue.Entry entry,
            Exchange exchange,
            long since,
            LoopWatch.@Nullable Chain cause) {
        this.cause = cause;
        this.worker = worker;
        this.entry = entry;
        this.exchange = exchange;
        this.since = since;
        exchange.setProperty(NodeTransaction.HOLDER, this);
    }

    /// A message that is published on behalf of `exchange`, or a part of it. From any thread.
    public static void publishes(
            Exchange exchange, LoopWatch loops, String flow, MqttMessage message) {
        MessageRun run = exchange.getProperty(NodeTransaction.HOLDER, MessageRun.class);
        if (run != null) {
            loops.publishes(flow, FlowEvents.route(exchange), message, run.cause);
        }
    }

    InputQueue.Entry entry() {
        return entry;
    }

    Exchange exchange() {
        return exchange;
    }

    /// What nodes change while it is on its way; null as long as that is nothing. From any thread.
    @Nullable NodeTransaction changes() {
        return changes.get();
    }

    @Override
    public NodeTransaction changes(Supplier<NodeTransaction> fresh) {
        NodeTransaction known = changes.get();
        if (known == null) {
            known = fresh.get();
            NodeTransaction other = changes.compareAndExchange(null, known);
            known = other == null ? known : other;
        }
        return known;
    }

    /// Timekeeper nanoseconds of its begin. From any thread.
    long since() {
        return since;
    }

    /// Lets `exchange` wait for `stage` without holding up its route: the worker begins the next message
    /// meanwhile, when this is the message itself and not a part of it. From any thread.
    ///
    /// @param then told of the failure, null when there was none; on the worker's thread, in the order in
    ///     which the stages complete, or on a thread of its own when no worker is in charge
    public static void await(
            Exchange exchange,
            CompletionStage<Void> stage,
            Timekeeper time,
            Consumer<Throwable> then) {
        MessageRun run = exchange.getProperty(NodeTransaction.HOLDER, MessageRun.class);
        if (run == null) {
            stage.whenComplete(
                    (_, failure) -> time.schedule(Duration.ZERO, () -> then.accept(failure)));
            return;
        }
        boolean whole = exchange.equals(run.exchange) && run.worker.isCurrentThread();
        if (whole) {
            run.worker.parked();
        }
        stage.whenComplete((_, failure) ->
                run.worker.resume(
                        run,
                        () -> {
                            if (whole) {
                                run.worker.unparked();
                            }
                            then.accept(failure);
                        }));
    }
}

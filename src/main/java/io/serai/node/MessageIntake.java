package io.serai.node;

import io.serai.mqtt.MqttLink.Delivery;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.FailedMessage;
import io.serai.store.FailedMessages;
import io.serai.store.MessageQueue;
import io.serai.time.Timekeeper;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// Takes the messages of one endpoint through its route and sees to it that each is acknowledged: when
/// it is processed, when its failure is on record, or when it is on disk. Thread-safe.
final class MessageIntake implements RouteWorker.Work {

    private static final Logger LOG = LoggerFactory.getLogger(MessageIntake.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    /// Makes exchanges of messages, and takes them back.
    interface Exchanges {
        Exchange of(MqttMessage message);

        void release(Exchange exchange);
    }

    /// What an intake needs of the house.
    ///
    /// @param whenBusy called when there is something that [#check] should look at soon
    record Surroundings(
            FailedMessages failed,
            Timekeeper time,
            Counters counters,
            Health health,
            Runnable whenBusy) {}

    private final String flow;
    private final String route;
    private final IntakeConfig config;
    private final Exchanges exchanges;
    private final Surroundings around;
    private final Backlog backlog;
    private final RouteWorker worker;

    private boolean shown;

    MessageIntake(
            String flow,
            String route,
            IntakeConfig config,
            MessageQueue disk,
            AsyncProcessor processor,
            Exchanges exchanges,
            Surroundings around) {
        this.flow = flow;
        this.route = route;
        this.config = config;
        this.exchanges = exchanges;
        this.around = around;
        worker =
                new RouteWorker(
                        "flow %s: %s".formatted(flow, route), this, processor, around.time());
        backlog = new Backlog(flow, disk, config, around.time(), around.counters(), worker::wake);
    }

    void start() {
        if (backlog.onDisk() > 0) {
            LOG.info(
                    "Flow {}, route {}: {} messages wait on disk; they come first.",
                    flow,
                    route,
                    backlog.onDisk());
        }
        worker.start();
        around.whenBusy().run();
    }

    /// Does not block.
    void take(Delivery delivery) {
        backlog.offer(delivery);
        around.whenBusy().run();
    }

    @Override
    public @Nullable MessageRun next(RouteWorker its) {
        Backlog.Entry entry = backlog.poll();
        return entry == null
                ? null
                : new MessageRun(its, entry, exchanges.of(entry.message()), around.time().nanos());
    }

    @Override
    public void finished(MessageRun run) {
        Exchange exchange = run.exchange();
        if (run.overdue) {
            LOG.info("Flow {}, route {}: the message in work for too long has ended.", flow, route);
        } else if (exchange.getException() == null) {
            run.entry().done();
        } else if (!run.aborted) {
            FailureNote note =
                    FailureNote.on(exchange)
                            .orElseGet(() ->
                                    new FailureNote(
                                            "route " + route,
                                            reason(exchange.getException()),
                                            true));
            failed(run.entry(), note);
        }
        exchanges.release(exchange);
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    private void failed(Backlog.Entry entry, FailureNote note) {
        boolean mayBeLost = entry.message().qos() == Qos.AT_MOST_ONCE;
        if (mayBeLost && !note.told()) {
            entry.done();
            return;
        }
        record(
                entry,
                new FailedMessage(
                        around.time().now(), flow, note.place(), note.reason(), entry.message()),
                mayBeLost ? Duration.ZERO : FIRST_RETRY);
        if (mayBeLost) {
            entry.done();
        }
    }

    /// @param retry after so long when the disk refuses; zero for never
    private void record(Backlog.Entry entry, FailedMessage failure, Duration retry) {
        around.failed()
                .add(failure)
                .whenComplete((_, refusal) -> {
                    if (refusal == null) {
                        entry.done();
                        return;
                    }
                    around.counters().add("flow.not-recorded", flow);
                    if (retry.isPositive()) {
                        Duration next = retry.multipliedBy(2);
                        around.time()
                                .schedule(
                                        retry,
                                        () ->
                                                record(
                                                        entry,
                                                        failure,
                                                        next.compareTo(LONGEST_RETRY) > 0
                                                                ? LONGEST_RETRY
                                                                : next));
                    }
                });
    }

    /// Looks after what waits for too long; to be called every [Backlog#LAG] while [#isBusy].
    void check() {
        backlog.relieve();
        worker.wake(); // the disk may be readable again
        if (config.timeLimit().isPositive()) {
            worker.overdue(config.timeLimit()).ifPresent(this::overdue);
        }
        show();
    }

    private void overdue(MessageRun run) {
        around.counters().add("flow.overdue", flow);
        String reason =
                "it was in work for more than %d s (flow.time-limit)"
                        .formatted(config.timeLimit().toSeconds());
        LOG.warn(
                "Flow {}, route {}: a message was not processed: {}. It is on record and acknowledged;"
                        + " the flow is interrupted and goes on when it heeds that.",
                flow,
                route,
                reason);
        failed(run.entry(), new FailureNote("route " + route, reason, true));
        worker.interrupt(run);
    }

    private void show() {
        String part = "flow %s: %s".formatted(flow, route);
        long onDisk = backlog.onDisk();
        if (worker.isStuck()) {
            around.health()
                    .down(
                            part,
                            "stuck in one message for more than %d s; %d wait on disk"
                                    .formatted(config.timeLimit().toSeconds(), onDisk));
            shown = true;
        } else if (onDisk > 0) {
            around.health().up(part, "behind: %d messages wait on disk".formatted(onDisk));
            shown = true;
        } else if (shown) {
            around.health().forget(part);
            shown = false;
        }
    }

    boolean isBusy() {
        return shown || !backlog.isIdle() || !worker.isIdle();
    }

    /// Ends what is under way and the QoS 0 messages that wait, up to `limit`; the others stay on disk or
    /// with the broker.
    void close(Duration limit) {
        backlog.close();
        worker.close(limit);
        around.health().forget("flow %s: %s".formatted(flow, route));
    }
}

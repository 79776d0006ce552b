package io.serai.node.input;

import io.serai.flow.Attempt;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLink.Delivery;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.mqtt.TopicName;
import io.serai.node.spi.FailureNote;
import io.serai.node.state.NodeTransaction;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.FailedMessage;
import io.serai.store.FailedMessages;
import io.serai.store.MessageQueue;
import io.serai.time.Backoff;
import io.serai.time.Timekeeper;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/// Takes the messages of one endpoint through its route and sees to it that each is acknowledged: when
/// it is processed, when its failure is on record, or when it is on disk.
///
/// It outlives the version of the flow it works for: while none is attached messages wait here, and the
/// next version goes on with them where the one before stopped. Thread-safe.
public final class MqttInput {

    private static final Logger LOG = LoggerFactory.getLogger(MqttInput.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    /// How long what nobody works on may wait for a disk that does not take it.
    private static final Duration REFUSED = Duration.ofSeconds(6);

    /// Makes exchanges of messages, and takes them back.
    public interface Exchanges {
        Exchange of(MqttMessage message);

        void release(Exchange exchange);
    }

    /// What an input needs of the house.
    ///
    /// @param whenBusy called when there is something that [#check] should look at soon
    record Services(
            FailedMessages failed,
            Timekeeper time,
            Counters counters,
            Health health,
            LoopWatch loops,
            Runnable whenBusy) {}

    private volatile String flow;
    private final String route;
    private final InputConfig config;
    private final Services around;
    private final InputQueue inputQueue;
    private final AtomicReference<@Nullable Version> version = new AtomicReference<>();

    private final ReentrantLock subscribing = new ReentrantLock();
    private @Nullable MqttLink link;
    private MqttLink.@Nullable Subscription subscription;
    private volatile @Nullable TopicFilter topics;

    private boolean shown;

    /// A version of the flow that messages go through.
    private final class Version implements RouteRunner.Work {
        private final Exchanges exchanges;
        private final RouteRunner worker;
        private volatile boolean suspended;

        Version(AsyncProcessor processor, Exchanges exchanges) {
            this.exchanges = exchanges;
            worker =
                    new RouteRunner(
                            "flow %s: %s".formatted(flow, route), this, processor, around.time());
        }

        @Override
        public @Nullable MessageRun next(RouteRunner its) {
            InputQueue.Entry entry = suspended ? null : inputQueue.poll();
            if (entry == null) {
                return null;
            }
            Exchange exchange = exchanges.of(entry.message());
            entry.byHand().ifPresent(each -> each.headers().forEach(exchange.getIn()::setHeader));
            return new MessageRun(
                    its,
                    entry,
                    exchange,
                    around.time().nanos(),
                    around.loops().came(entry.message()));
        }

        @Override
        public void finished(MessageRun run) {
            MqttInput.this.finished(run);
            exchanges.release(run.exchange());
        }
    }

    /// @param begun how many of the oldest messages on disk may have been begun before
    MqttInput(
            String flow,
            String route,
            InputConfig config,
            MessageQueue disk,
            long begun,
            Services around) {
        this.flow = flow;
        this.route = route;
        this.config = config;
        this.around = around;
        inputQueue =
                new InputQueue(
                        flow, disk, begun, config, around.time(), around.counters(), this::wake);
        if (inputQueue.onDisk() > 0) {
            LOG.info(
                    "Flow {}, route {}: {} messages wait on disk; they come first.",
                    flow,
                    route,
                    inputQueue.onDisk());
        }
    }

    String flow() {
        return flow;
    }

    /// Works for the same route of the flow under its new name from now on. Nothing else changes: it stays
    /// subscribed, and what waits goes along.
    ///
    /// @param disk see [InputQueue#rename]
    void rename(String newFlow, MessageQueue disk, long joined) {
        around.health().forget(part());
        flow = newFlow;
        inputQueue.rename(newFlow, disk, joined);
        around.whenBusy().run();
    }

    private String part() {
        return "flow %s: %s".formatted(flow, route);
    }

    /// Messages that have not been begun.
    long waiting() {
        return inputQueue.waiting();
    }

    String route() {
        return route;
    }

    /// Whether messages on `topic` come here.
    boolean takes(TopicName topic) {
        TopicFilter filter = topics;
        return filter != null && filter.matches(topic.text());
    }

    /// What becomes of QoS 0 messages that cannot be taken in time, from now on.
    void whenFull(WhenFull policy) {
        inputQueue.whenFull(policy);
    }

    /// Sends messages through this version of the flow from now on.
    void attach(AsyncProcessor processor, Exchanges exchanges) {
        var next = new Version(processor, exchanges);
        if (!version.compareAndSet(null, next)) {
            throw new IllegalStateException(
                    "flow %s, route %s has a version at work".formatted(flow, route));
        }
        inputQueue.attended();
        next.worker.start();
        next.worker.wake();
        around.whenBusy().run();
    }

    /// Takes the messages of `filter` from now on, and those of no other.
    public void subscribe(MqttLink from, TopicFilter filter, Qos qos) {
        subscribing.lock();
        try {
            MqttLink.Subscription standing = subscription;
            topics = filter;
            if (standing != null && from.equals(link)) {
                standing.change(filter, qos);
                return;
            }
            // Rather a message from both connections than one from none.
            subscription = from.subscribe(filter, qos, this::take);
            link = from;
            if (standing != null) {
                standing.close();
            }
        } finally {
            subscribing.unlock();
        }
    }

    /// Does not block.
    public void take(Delivery delivery) {
        inputQueue.offer(delivery);
        around.whenBusy().run();
    }

    private void wake() {
        Version current = version.get();
        if (current != null) {
            current.worker.wake();
        }
    }

    /// Begins with no further message; returns at once.
    void suspend() {
        Version current = version.get();
        if (current != null) {
            current.suspended = true;
        }
    }

    /// Lets what is in work end, up to `limit`, and parts from the version. What has not ended by then is
    /// interrupted, and comes first, marked as a duplicate, when there is a version again; QoS 0 is
    /// recorded as failed.
    ///
    /// @return whether everything ended by itself
    boolean detach(Duration limit) {
        Version current = version.get();
        if (current == null) {
            return true;
        }
        current.suspended = true;
        List<MessageRun> left = current.worker.close(limit);
        version.set(null);
        for (MessageRun run : left.reversed()) {
            if (run.entry().message().qos() == Qos.AT_MOST_ONCE) {
                failed(
                        run.entry(),
                        new FailureNote(
                                "route " + route,
                                "it was in work for more than %d s when a new version of the flow came"
                                        .formatted(limit.toSeconds()),
                                true),
                        run.changes());
            } else {
                around.counters().add("flow.begun-again", flow);
                undo(run);
                inputQueue.putBack(run.entry());
            }
        }
        return left.isEmpty();
    }

    /// Whether messages go through `exchanges` now.
    boolean worksFor(Exchanges exchanges) {
        Version current = version.get();
        return current != null && current.exchanges.equals(exchanges);
    }

    private void finished(MessageRun run) {
        Exchange exchange = run.exchange();
        if (run.overdue) {
            LOG.info("Flow {}, route {}: the message in work for too long has ended.", flow, route);
        } else if (exchange.getException() == null) {
            run.entry().byHand().ifPresent(each -> each.ended(Attempt.DONE));
            run.entry().done(run.changes());
        } else if (run.aborted) {
            undo(run);
        } else {
            FailureNote note =
                    FailureNote.on(exchange)
                            .orElseGet(() ->
                                    new FailureNote(
                                            "route " + route,
                                            FailureNote.reason(exchange.getException()),
                                            true));
            failed(run.entry(), note, run.changes());
        }
    }

    /// It comes again, and must find what its nodes found.
    private static void undo(MessageRun run) {
        NodeTransaction changes = run.changes();
        if (changes != null) {
            changes.undo();
        }
    }

    private void failed(
            InputQueue.Entry entry, FailureNote note, @Nullable NodeTransaction changes) {
        Optional<InjectedDelivery> byHand = entry.byHand();
        byHand.ifPresent(each -> each.ended(Attempt.failed(note.place() + ": " + note.reason())));
        boolean mayBeLost =
                entry.message().qos() == Qos.AT_MOST_ONCE
                        && byHand.filter(InjectedDelivery::isKept).isEmpty();
        if (mayBeLost && !note.told()) {
            entry.done(changes);
            return;
        }
        record(
                entry,
                new FailedMessage(
                        around.time().now(),
                        flow,
                        route,
                        note.place(),
                        note.reason(),
                        entry.message()),
                mayBeLost ? null : new Backoff(FIRST_RETRY, LONGEST_RETRY),
                changes);
        if (mayBeLost) {
            entry.done();
        }
    }

    /// @param retry when the disk refuses; null for never
    /// @param changes of the nodes, to be kept together with the record
    private void record(
            InputQueue.Entry entry,
            FailedMessage failure,
            @Nullable Backoff retry,
            @Nullable NodeTransaction changes) {
        CompletionStage<Void> recorded =
                changes == null
                        ? around.failed().add(failure)
                        : changes.commit(with -> around.failed().add(failure, with));
        recorded.whenComplete((_, refusal) -> {
            if (refusal == null) {
                entry.done();
                return;
            }
            around.counters().add("flow.not-recorded", flow);
            if (retry != null) {
                around.time().schedule(retry.next(), () -> record(entry, failure, retry, null));
            }
        });
    }

    /// Looks after what waits for too long; to be called every [InputQueue#LAG] while [#isBusy].
    void check() {
        inputQueue.relieve();
        Version current = version.get();
        if (current == null && inputQueue.isRefusedFor(REFUSED)) {
            tellLost(inputQueue.letGo());
        }
        if (current != null) {
            current.worker.wake(); // the disk may be readable again
            if (config.timeLimit().isPositive()) {
                current.worker
                        .overdue(config.timeLimit())
                        .ifPresent(run -> overdue(run, current.worker));
            }
        }
        show();
    }

    private void overdue(MessageRun run, RouteRunner worker) {
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
        failed(run.entry(), new FailureNote("route " + route, reason, true), run.changes());
        worker.interrupt(run);
    }

    private void show() {
        String part = part();
        long onDisk = inputQueue.onDisk();
        if (isStuck()) {
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

    private boolean isStuck() {
        Version current = version.get();
        return current != null && current.worker.isStuck();
    }

    boolean isBusy() {
        Version current = version.get();
        return shown || !inputQueue.isIdle() || (current != null && !current.worker.isIdle());
    }

    /// Messages waiting on disk.
    long onDisk() {
        return inputQueue.onDisk();
    }

    /// How many of the oldest messages on disk may have been begun before.
    long begun() {
        return inputQueue.begun();
    }

    /// Everything that waits, and the broker would have to send again, goes to disk, as far as that is there
    /// within `limit`.
    void toDisk(Duration limit) {
        var _ = inputQueue.toDisk(limit);
    }

    /// Ends the subscription, then what is under way and the QoS 0 messages that wait, up to `limit`. The
    /// others stay with the broker when the gateway is about to stop, else they go to disk.
    public void close(Duration limit) {
        boolean held = unsubscribe();
        inputQueue.close();
        Version current = version.getAndSet(null);
        if (current != null) {
            current.worker.close(limit).reversed().stream()
                    .map(MessageRun::entry)
                    .filter(entry -> entry.message().qos() != Qos.AT_MOST_ONCE)
                    .forEach(inputQueue::putBack);
        }
        if (!held) {
            keepRest(limit);
        }
        around.health().forget(part());
    }

    /// Ends what no version takes over: what waits goes to disk, as far as that is there within `limit`,
    /// whether the gateway is about to stop or not.
    void end(Duration limit) {
        var _ = detach(Duration.ZERO);
        var _ = unsubscribe();
        inputQueue.dropDroppable();
        keepRest(limit);
        inputQueue.close();
        around.health().forget(part());
    }

    /// @return whether what is not acknowledged stays with the broker
    private boolean unsubscribe() {
        subscribing.lock();
        try {
            MqttLink.Subscription standing = subscription;
            subscription = null;
            if (standing == null) {
                return true;
            }
            boolean held = standing.isHeld();
            standing.close();
            return held;
        } finally {
            subscribing.unlock();
        }
    }

    private void keepRest(Duration limit) {
        if (!inputQueue.toDisk(limit)) {
            tellLost(inputQueue.letGo());
        }
    }

    private void tellLost(int lost) {
        if (lost > 0) {
            LOG.warn(
                    "Flow {}, route {}, does not run, and {} messages that came for it are lost: the disk does"
                            + " not take them, or {} wait there already (flow.max-on-disk). Free space there,"
                            + " or start the flow. Counted as flow.let-go.",
                    flow,
                    route,
                    lost,
                    inputQueue.onDisk());
        }
    }
}

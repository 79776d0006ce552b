package io.serai.node;

import io.serai.flow.Attempt;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.TopicName;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.FailedMessages;
import io.serai.store.MessageQueue;
import io.serai.store.MessageQueues;
import io.serai.time.Timekeeper;

import org.apache.camel.AsyncProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The intakes of all flows, and the one clock that looks after them. Thread-safe.
public final class MessageIntakes {

    private static final Logger LOG = LoggerFactory.getLogger(MessageIntakes.class);
    private static final String PREFIX = "inbox ";
    private static final int MOVED_AT_ONCE = 100;
    private static final Duration DISK_PATIENCE = Duration.ofSeconds(30);

    private final MessageQueues queues;
    private final IntakeConfig config;
    private final Timekeeper time;
    private final LoopWatch loops;
    private final MessageIntake.Surroundings around;
    private final Map<MessageIntake, String> open = new ConcurrentHashMap<>();
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, MessageIntake> suspended = new LinkedHashMap<>();
    private final AtomicBoolean checkDue = new AtomicBoolean();

    public MessageIntakes(
            MessageQueues queues,
            FailedMessages failed,
            IntakeConfig config,
            Timekeeper time,
            Counters counters,
            Health health) {
        this.queues = queues;
        this.config = config;
        this.time = time;
        loops = new LoopWatch(time, health);
        around =
                new MessageIntake.Surroundings(
                        failed, time, counters, health, loops, this::checkSoon);
    }

    LoopWatch loops() {
        return loops;
    }

    Timekeeper time() {
        return time;
    }

    /// The intake of one endpoint, which a former version of the flow may have left; its messages on disk
    /// go by the flow and the route.
    ///
    /// @param whenFull empty for the gateway's setting
    MessageIntake open(
            String flow,
            String route,
            Optional<WhenFull> whenFull,
            AsyncProcessor processor,
            MessageIntake.Exchanges exchanges) {
        String name = MessageQueues.inbox(flow, route);
        MessageIntake intake;
        lock.lock();
        try {
            MessageIntake left = suspended.remove(name);
            intake =
                    left != null
                            ? left
                            : new MessageIntake(flow, route, config, queues.queue(name), around);
            intake.whenFull(whenFull.orElse(config.whenFull()));
            open.put(intake, name);
            claimed.add(name);
        } finally {
            lock.unlock();
        }
        intake.attach(processor, exchanges);
        return intake;
    }

    /// One endpoint stops; what it was working for is closed, unless it waits for another version.
    void close(MessageIntake intake, MessageIntake.Exchanges exchanges, Duration limit) {
        if (intake.worksFor(exchanges)) {
            intake.close(limit);
            open.remove(intake);
        }
    }

    /// One endpoint could not start after all; its messages wait for another version.
    void leave(MessageIntake intake) {
        lock.lock();
        try {
            String name = open.get(intake);
            if (name != null) {
                suspended.put(name, intake);
            }
        } finally {
            lock.unlock();
        }
        var _ = intake.detach(Duration.ZERO);
    }

    /// Lets the endpoints of a flow begin with no further message; what comes waits for the next version
    /// of the flow, or this one started again. Returns at once.
    public void suspend(String flow) {
        lock.lock();
        try {
            open.forEach((intake, name) -> {
                if (intake.flow().equals(flow) && suspended.putIfAbsent(name, intake) == null) {
                    intake.suspend();
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the endpoints of a suspended flow have ended what they had in work. What has not ended
    /// within `limit` is interrupted and begun again by the next version.
    ///
    /// @return whether everything ended by itself
    public boolean awaitQuiet(String flow, Duration limit) {
        long deadline = time.nanos() + limit.toNanos();
        boolean quiet = true;
        for (MessageIntake each : suspendedOf(flow)) {
            long left = Math.max(1, deadline - time.nanos());
            quiet &= each.detach(Duration.ofNanos(left));
        }
        return quiet;
    }

    /// Sends a message that failed through its flow once more, after those that wait there.
    ///
    /// @param route id of the route that it had come to; when there is none such any more, or it is empty,
    ///     the only one that takes messages of this topic
    /// @param whenSafe called when it is processed, on record as failed again, or on disk, from any thread
    /// @return how it went; never completes when it goes by way of the disk, or the flow ends before
    /// @throws IllegalArgumentException when it is not clear where it is to go
    public CompletionStage<Attempt> resend(
            String flow, String route, MqttMessage message, Runnable whenSafe) {
        var again = new HandDelivery(message.asDuplicate(), Map.of(), true, whenSafe);
        whereTo(flow, route, message.topic()).take(again);
        return again.attempt();
    }

    private MessageIntake whereTo(String flow, String route, TopicName topic) {
        List<MessageIntake> ofFlow =
                open.keySet().stream().filter(each -> each.flow().equals(flow)).toList();
        Optional<MessageIntake> same =
                ofFlow.stream().filter(each -> each.route().equals(route)).findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        List<MessageIntake> fitting = ofFlow.stream().filter(each -> each.takes(topic)).toList();
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        throw new IllegalArgumentException(
                fitting.isEmpty()
                        ? "no route of %s takes messages on %s any more".formatted(flow, topic)
                        : "%d routes of %s take messages on %s, and it was not noted which of them failed"
                                .formatted(fitting.size(), flow, topic));
    }

    /// Messages that wait before the endpoints of a flow.
    public long waiting(String flow) {
        return open.keySet().stream()
                .filter(each -> each.flow().equals(flow))
                .mapToLong(MessageIntake::waiting)
                .sum();
    }

    /// Gives the messages that wait on disk for a flow to another one, whose routes have the same ids.
    public void rename(String from, String to) {
        String prefix = PREFIX + from + " ";
        for (String name : queues.waiting()) {
            if (name.startsWith(prefix)) {
                move(
                        queues.queue(name),
                        queues.queue(PREFIX + to + " " + name.substring(prefix.length())));
            }
        }
    }

    private static void move(MessageQueue from, MessageQueue to) {
        long last = 0;
        for (var some = from.after(last, MOVED_AT_ONCE);
                !some.isEmpty();
                some = from.after(last, MOVED_AT_ONCE)) {
            CompletableFuture.allOf(
                            some.stream()
                                    .map(each ->
                                            to.append(each.message()).kept().toCompletableFuture())
                                    .toArray(CompletableFuture[]::new))
                    .orTimeout(DISK_PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            some.forEach(each -> from.remove(each.id()));
            last = some.getLast().id();
        }
    }

    /// Ends what no version of a flow took over.
    public void closeUnclaimed(String flow) {
        for (MessageIntake each : suspendedOf(flow)) {
            lock.lock();
            try {
                open.remove(each);
                suspended.values().remove(each);
            } finally {
                lock.unlock();
            }
            each.close(Duration.ZERO);
            if (each.onDisk() > 0) {
                LOG.warn(
                        "{} messages wait on disk for flow {}, route {}, which does not run any more. They are"
                                + " processed when a flow and route of that name run again.",
                        each.onDisk(),
                        flow,
                        each.route());
            }
        }
    }

    private List<MessageIntake> suspendedOf(String flow) {
        lock.lock();
        try {
            return suspended.values().stream().filter(each -> each.flow().equals(flow)).toList();
        } finally {
            lock.unlock();
        }
    }

    /// Messages on disk that no flow has asked for since the start, by flow and route: it was removed or
    /// renamed, or does not run.
    public Map<String, Long> unclaimed() {
        return queues.waiting().stream()
                .filter(name -> name.startsWith(PREFIX) && !claimed.contains(name))
                .collect(
                        Collectors.toMap(
                                name -> name.substring(PREFIX.length()),
                                (Function<String, Long>) name -> queues.queue(name).count()));
    }

    private void checkSoon() {
        if (!checkDue.get() && checkDue.compareAndSet(false, true)) {
            time.schedule(Backlog.LAG, this::check);
        }
    }

    private void check() {
        checkDue.set(false);
        for (MessageIntake each : open.keySet()) {
            each.check();
            if (each.isBusy()) {
                checkSoon();
            }
        }
    }
}

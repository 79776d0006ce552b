package io.serai.node.input;

import io.serai.flow.Attempt;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.TopicName;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.Changes;
import io.serai.store.FailedMessages;
import io.serai.store.MessageQueue;
import io.serai.store.MessageQueues;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import org.apache.camel.AsyncProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The inputs of all flows, and the one clock that looks after them. Thread-safe.
public final class MqttInputs {

    private static final Logger LOG = LoggerFactory.getLogger(MqttInputs.class);

    /// For what waits to be on disk when an input ends.
    private static final Duration DISK_PATIENCE = Duration.ofSeconds(2);

    private final MessageQueues queues;
    private final InputConfig config;
    private final Timekeeper time;
    private final LoopWatch loops;
    private final MqttInput.Services around;
    private final Map<MqttInput, String> open = new ConcurrentHashMap<>();

    /// Names that were open since the start, and how many of the oldest messages there may have been begun
    /// before.
    private final Map<String, Long> claimed = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, MqttInput> suspended = new LinkedHashMap<>();
    private final AtomicBoolean checkDue = new AtomicBoolean();

    public MqttInputs(
            MessageQueues queues,
            FailedMessages failed,
            InputConfig config,
            Timekeeper time,
            Counters counters,
            Health health) {
        this.queues = queues;
        this.config = config;
        this.time = time;
        loops = new LoopWatch(time, health);
        around = new MqttInput.Services(failed, time, counters, health, loops, this::checkSoon);
    }

    public LoopWatch loops() {
        return loops;
    }

    public Timekeeper time() {
        return time;
    }

    /// The input of one endpoint, which a former version of the flow may have left; its messages on disk
    /// go by the flow and the route.
    ///
    /// @param whenFull empty for the gateway's setting
    public MqttInput open(
            String flow,
            String route,
            Optional<WhenFull> whenFull,
            AsyncProcessor processor,
            MqttInput.Exchanges exchanges) {
        String name = MessageQueues.inbox(flow, route);
        MqttInput input;
        lock.lock();
        try {
            MqttInput left = suspended.remove(name);
            input = left != null ? left : fresh(flow, route, name);
            input.whenFull(whenFull.orElse(config.whenFull()));
            open.put(input, name);
        } finally {
            lock.unlock();
        }
        input.attach(processor, exchanges);
        return input;
    }

    private MqttInput fresh(String flow, String route, String name) {
        MessageQueue disk = queues.queue(name);
        // What an earlier run left may have been begun there; of what this one left it is known.
        long begun = claimed.computeIfAbsent(name, _ -> disk.count());
        return new MqttInput(flow, route, config, disk, begun, around);
    }

    /// One endpoint stops; what it was working for is closed, unless it waits for another version.
    public void close(MqttInput input, MqttInput.Exchanges exchanges, Duration limit) {
        if (input.worksFor(exchanges)) {
            input.close(limit);
            forget(input);
        }
    }

    private void forget(MqttInput closed) {
        lock.lock();
        try {
            String name = open.remove(closed);
            if (name != null) {
                suspended.remove(name, closed);
                claimed.put(name, closed.begun());
            }
        } finally {
            lock.unlock();
        }
    }

    /// One endpoint could not start after all; its messages wait for another version.
    public void leave(MqttInput input) {
        lock.lock();
        try {
            String name = open.get(input);
            if (name != null) {
                suspended.put(name, input);
            }
        } finally {
            lock.unlock();
        }
        var _ = input.detach(Duration.ZERO);
    }

    /// Lets the endpoints of a flow begin with no further message; what comes waits for the next version
    /// of the flow, or this one started again, in memory and then on disk, until [#closeUnclaimed]. Returns
    /// at once.
    public void suspend(String flow) {
        lock.lock();
        try {
            open.forEach((input, name) -> {
                if (input.flow().equals(flow) && suspended.putIfAbsent(name, input) == null) {
                    input.suspend();
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
        for (MqttInput each : suspendedOf(flow)) {
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
        var again = new InjectedDelivery(message.asDuplicate(), Map.of(), true, whenSafe);
        whereTo(flow, route, message.topic()).take(again);
        return again.attempt();
    }

    private MqttInput whereTo(String flow, String route, TopicName topic) {
        List<MqttInput> ofFlow =
                open.keySet().stream().filter(each -> each.flow().equals(flow)).toList();
        Optional<MqttInput> same =
                ofFlow.stream().filter(each -> each.route().equals(route)).findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        List<MqttInput> fitting = ofFlow.stream().filter(each -> each.takes(topic)).toList();
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
                .mapToLong(MqttInput::waiting)
                .sum();
    }

    /// Gives the inputs of a suspended flow to another one, whose routes have the same ids: they stay
    /// subscribed, and what waits in memory and on disk goes along.
    ///
    /// @param commit of what is moved on disk, with what else moves; it waits for the disk
    /// @throws StoreException when `commit` does; everything is as before then
    /// @throws IllegalArgumentException when a flow of the other name is at work
    public void rename(String from, String to, Consumer<Changes> commit) {
        if (from.equals(to)) {
            return;
        }
        closeUnclaimed(to);
        rekey(from, to, true);
        var moved = new Changes();
        waitingRoutes(from)
                .forEach(route -> queues.rename(name(from, route), name(to, route), moved));
        try {
            commit.accept(moved);
        } catch (StoreException e) {
            rekey(to, from, false);
            throw e;
        }
    }

    private static String name(String flow, String route) {
        return MessageQueues.inbox(flow, route);
    }

    private List<String> waitingRoutes(String flow) {
        String prefix = name(flow, "");
        return queues.waiting().stream()
                .filter(each -> each.startsWith(prefix))
                .map(each -> each.substring(prefix.length()))
                .toList();
    }

    /// From now on what comes is of the other flow.
    ///
    /// @param joined whether what waits on disk under the other name is not of these inputs
    private void rekey(String from, String to, boolean joined) {
        lock.lock();
        try {
            if (open.keySet().stream().anyMatch(each -> each.flow().equals(to))) {
                throw new IllegalArgumentException(
                        "flow %s cannot be called %s: there is one of that name"
                                .formatted(from, to));
            }
            for (MqttInput each : List.copyOf(open.keySet())) {
                if (each.flow().equals(from)) {
                    String name = name(to, each.route());
                    MessageQueue disk = queues.queue(name);
                    each.rename(to, disk, joined ? disk.count() : 0);
                    open.put(each, name);
                    if (suspended.remove(name(from, each.route()), each)) {
                        suspended.put(name, each);
                    }
                }
            }
            String prefix = name(from, "");
            for (String each : List.copyOf(claimed.keySet())) {
                Long begun = each.startsWith(prefix) ? claimed.remove(each) : null;
                if (begun != null) {
                    claimed.merge(name(to, each.substring(prefix.length())), begun, Long::sum);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends what no version of a flow took over: what waits there goes to disk, and is processed when a flow
    /// and route of that name run again.
    public void closeUnclaimed(String flow) {
        for (MqttInput each : suspendedOf(flow)) {
            each.toDisk(DISK_PATIENCE); // until then a version may still come
            if (ended(each) && each.onDisk() > 0) {
                LOG.warn(
                        "{} messages wait on disk for flow {}, route {}, which does not run any more. They are"
                                + " processed when a flow and route of that name run again.",
                        each.onDisk(),
                        flow,
                        each.route());
            }
        }
    }

    /// @return false when a version has taken it over meanwhile
    private boolean ended(MqttInput unclaimed) {
        lock.lock();
        try {
            String name = open.get(unclaimed);
            if (name == null || !suspended.containsValue(unclaimed)) {
                return false;
            }
            unclaimed.end(DISK_PATIENCE);
            forget(unclaimed);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private List<MqttInput> suspendedOf(String flow) {
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
                .filter(name -> name.startsWith(MessageQueues.INBOX) && !claimed.containsKey(name))
                .collect(
                        Collectors.toMap(
                                name -> name.substring(MessageQueues.INBOX.length()),
                                (Function<String, Long>) name -> queues.queue(name).count()));
    }

    private void checkSoon() {
        if (!checkDue.get() && checkDue.compareAndSet(false, true)) {
            time.schedule(InputQueue.LAG, this::check);
        }
    }

    private void check() {
        checkDue.set(false);
        for (MqttInput each : open.keySet()) {
            each.check();
            if (each.isBusy()) {
                checkSoon();
            }
        }
    }
}

package io.serai.node.input;

import io.serai.mqtt.MqttLink.Delivery;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.node.state.NodeTransaction;
import io.serai.observe.Counters;
import io.serai.store.MessageQueue;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The messages of one endpoint that wait or are in work, in order, and the duty to acknowledge them.
///
/// As long as the flow keeps up a message stays the broker's until it is processed. When it falls behind
/// for more than [#LAG], its QoS 1 and 2 messages go to disk and are acknowledged there and then, so that
/// they use up nobody else's share of the connection; the flow works them off from there, after a restart
/// too. QoS 0 messages wait in memory, as many as the settings say. Thread-safe; [#poll] is for one thread.
public final class InputQueue {

    private static final Logger LOG = LoggerFactory.getLogger(InputQueue.class);

    /// Messages of a flow that does not run, which the disk would not have.
    private static final String LET_GO = "flow.let-go";

    /// How long a message may be the broker's before it goes to disk.
    public static final Duration LAG = Duration.ofMillis(100);

    /// After the disk refused.
    private static final Duration DISK_RETRY = Duration.ofSeconds(5);

    /// Messages read from the disk at once.
    private static final int LOAD = 50;

    /// What waits in memory at most, however few messages that are.
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final InputConfig config;
    private volatile String flow;
    private volatile MessageQueue disk;
    private WhenFull whenFull;
    private final Timekeeper time;
    private final Counters counters;
    private final Runnable whenReady;

    private final ReentrantLock lock = new ReentrantLock();

    /// Nothing is on its way to the disk any more.
    private final Condition written = lock.newCondition();

    /// Next to be processed.
    private final LinkedHashSet<Entry> ready = new LinkedHashSet<>();

    private long readyBytes;

    /// Those of [#ready] that may be dropped.
    private final LinkedHashSet<Entry> droppable = new LinkedHashSet<>();

    private final Map<String, Entry> latest = new HashMap<>();

    /// Not processed, and the broker's: of QoS 1 and 2.
    private final LinkedHashSet<Entry> unacknowledged = new LinkedHashSet<>();

    /// The disk's share is full; after everything that is on disk.
    private final Deque<Entry> held = new ArrayDeque<>();

    /// Nobody works and the disk takes no more: what it does not take is nobody's.
    private boolean lettingGo;

    /// Messages come by way of the disk.
    private boolean behind;

    /// On disk and not in memory.
    private long unread;

    private long readUpTo;

    /// Ids beyond that of messages that are in memory all the same.
    private final Set<Long> readAhead = new HashSet<>();

    /// On their way to the disk.
    private int underWay;

    /// Of those unread: how many may have been begun before, in an earlier run.
    private long inherited;

    private long diskRetryAt;
    private boolean closed;

    /// Of the worker alone.
    private boolean unreadable;

    /// A message in the inputQueue or in work.
    final class Entry {
        private volatile MqttMessage message;
        private final @Nullable Delivery delivery;
        private final long since;
        private long diskId;
        private boolean kept;
        private boolean done;

        /// What nodes have changed meanwhile, and is to be kept before anybody is told that this is done.
        private @Nullable NodeTransaction changes;

        private Entry(MqttMessage message, @Nullable Delivery delivery, long since) {
            this.message = message;
            this.delivery = delivery;
            this.since = since;
        }

        MqttMessage message() {
            return message;
        }

        /// As it was delivered, when a person did that.
        Optional<InjectedDelivery> byHand() {
            return delivery instanceof InjectedDelivery hand ? Optional.of(hand) : Optional.empty();
        }

        /// It was processed or is on record: nobody needs to deliver it again. Idempotent.
        void done() {
            done(null);
        }

        /// [#done()], in one transaction with what nodes have changed.
        void done(@Nullable NodeTransaction with) {
            lock.lock();
            try {
                if (done) {
                    return;
                }
                done = true;
                changes = with;
                unacknowledged.remove(this);
                readAhead.remove(diskId);
                if (kept) {
                    removeFromDisk();
                    return;
                }
                if (diskId != 0) {
                    return; // settled when it is known whether the disk has it
                }
            } finally {
                lock.unlock();
            }
            acknowledge();
        }

        private void removeFromDisk() {
            if (changes == null) {
                disk.remove(diskId);
            } else {
                var _ = changes.commit(with -> disk.remove(diskId, with));
            }
        }

        private void acknowledge() {
            if (delivery == null) {
                return;
            }
            if (done && !kept && changes != null) {
                // Whether it could be kept or not: a full disk must not stop the house.
                changes.commit(_ -> {}).whenComplete((_, _) -> delivery.acknowledge());
            } else {
                delivery.acknowledge();
            }
        }
    }

    /// @param begun how many of the oldest on disk may have been begun before
    /// @param whenReady called from any thread when [#poll] may have something; must not block
    InputQueue(
            String flow,
            MessageQueue disk,
            long begun,
            InputConfig config,
            Timekeeper time,
            Counters counters,
            Runnable whenReady) {
        this.flow = flow;
        this.disk = disk;
        this.config = config;
        whenFull = config.whenFull();
        this.time = time;
        this.counters = counters;
        this.whenReady = whenReady;
        diskRetryAt = time.nanos();
        inherited = begun;
        unread = disk.count();
        behind = unread > 0;
    }

    /// The flow is called otherwise, and what it has on disk is in another queue; what is there already
    /// follows before the next [#poll].
    ///
    /// @param joined how many others wait in that queue, perhaps since before
    void rename(String newFlow, MessageQueue newDisk, long joined) {
        lock.lock();
        try {
            flow = newFlow;
            disk = newDisk;
            if (joined > 0) {
                Stream.concat(ready.stream(), unacknowledged.stream())
                        .filter(each -> each.diskId != 0)
                        .forEach(each -> readAhead.add(each.diskId));
                readUpTo = 0;
                unread += joined;
                inherited += joined;
                behind = true;
            }
        } finally {
            lock.unlock();
        }
    }

    void whenFull(WhenFull policy) {
        lock.lock();
        try {
            whenFull = policy;
        } finally {
            lock.unlock();
        }
    }

    /// Takes a message that the link delivers. Does not block.
    void offer(Delivery delivery) {
        MqttMessage message = delivery.message();
        var entry = new Entry(message, delivery, time.nanos());
        boolean taken = true;
        lock.lock();
        try {
            if (closed) {
                return; // still the broker's, or the next version's of the flow
            }
            if (message.qos() == Qos.AT_MOST_ONCE) {
                offerDroppable(entry);
            } else if (!behind && hasRoom()) {
                unacknowledged.add(entry);
                enqueue(entry);
            } else {
                if (!behind) {
                    fallBehind();
                }
                taken = offerToDisk(entry);
            }
        } finally {
            lock.unlock();
        }
        if (taken) {
            whenReady.run();
        } else {
            entry.acknowledge();
        }
    }

    private boolean hasRoom() {
        return ready.size() < config.maxWaiting() && readyBytes < MOST_BYTES;
    }

    private void enqueue(Entry entry) {
        ready.add(entry);
        readyBytes += entry.message.payload().length;
    }

    private void dequeue(Entry entry) {
        if (ready.remove(entry)) {
            readyBytes -= entry.message.payload().length;
        }
    }

    private void offerDroppable(Entry entry) {
        String topic = entry.message.topic().text();
        if (whenFull == WhenFull.LATEST_PER_TOPIC) {
            Entry older = latest.put(topic, entry);
            if (older != null) {
                drop(older);
            }
        }
        while (droppable.size() >= config.maxWaiting() || readyBytes >= MOST_BYTES) {
            if (droppable.isEmpty() || whenFull == WhenFull.DROP_NEWEST) {
                latest.remove(topic, entry);
                counters.add("mqtt.dropped", flow);
                return;
            }
            drop(droppable.getFirst());
        }
        droppable.add(entry);
        enqueue(entry);
    }

    private void drop(Entry entry) {
        if (droppable.remove(entry)) {
            dequeue(entry);
            latest.remove(entry.message.topic().text(), entry);
            counters.add("mqtt.dropped", flow);
        }
    }

    /// @return false when nobody will ever have it
    private boolean offerToDisk(Entry entry) {
        if (disk.count() >= config.maxOnDisk() || !held.isEmpty()) {
            if (lettingGo) {
                counters.add(LET_GO, flow);
                return false;
            }
            counters.add("flow.held-back", flow);
            held.add(entry);
            return true;
        }
        boolean inMemory = unread == 0 && hasRoom();
        if (inMemory) {
            unacknowledged.add(entry);
            enqueue(entry);
        } else {
            unread++;
        }
        append(entry, inMemory);
        return true;
    }

    private void append(Entry entry, boolean inMemory) {
        MessageQueue.Appended appended = disk.append(entry.message);
        entry.diskId = appended.id();
        if (inMemory && unread == 0) {
            readUpTo = appended.id();
        } else if (inMemory) {
            readAhead.add(appended.id());
        }
        underWay++;
        counters.add("flow.to-disk", flow);
        appended.kept()
                .whenComplete((_, failure) -> {
                    if (failure == null) {
                        kept(entry);
                    } else {
                        notKept(entry, inMemory);
                    }
                    whenReady.run();
                });
    }

    private void kept(Entry entry) {
        lock.lock();
        try {
            underWay--;
            signalWritten();
            entry.kept = true;
            unacknowledged.remove(entry);
            if (entry.done) {
                entry.removeFromDisk();
            }
        } finally {
            lock.unlock();
        }
        entry.acknowledge();
    }

    /// The disk would not have it, so it stays the broker's until it is processed.
    private void notKept(Entry entry, boolean inMemory) {
        boolean settled;
        lock.lock();
        try {
            underWay--;
            signalWritten();
            counters.add("flow.not-kept", flow);
            readAhead.remove(entry.diskId);
            entry.diskId = 0;
            diskRetryAt = time.nanos() + DISK_RETRY.toNanos();
            settled = entry.done;
            if (!settled && !inMemory && !closed) {
                unread--;
                held.add(entry);
            } else if (!settled) {
                unacknowledged.add(entry);
            }
        } finally {
            lock.unlock();
        }
        if (settled) {
            entry.acknowledge();
        }
    }

    private void signalWritten() {
        if (underWay == 0) {
            written.signalAll();
        }
    }

    /// The next message to work on; null when there is none for now. Reads from the disk.
    @Nullable Entry poll() {
        Entry next = pollReady();
        while (next == null && load()) {
            next = pollReady();
        }
        return next;
    }

    /// Takes back the message that was polled last of those not put back, so that it is the next.
    void putBack(Entry entry) {
        lock.lock();
        try {
            entry.message = entry.message.asDuplicate();
            ready.addFirst(entry);
            readyBytes += entry.message.payload().length;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Entry pollReady() {
        lock.lock();
        try {
            while (!ready.isEmpty() && ready.getFirst().done) {
                dequeue(ready.getFirst()); // put back, and ended meanwhile
            }
            if (ready.isEmpty() && unread == 0 && !closed) {
                takeHeld();
            }
            if (ready.isEmpty()) {
                return null;
            }
            Entry next = ready.getFirst();
            dequeue(next);
            if (droppable.remove(next)) {
                latest.remove(next.message.topic().text(), next);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void takeHeld() {
        if (held.isEmpty()) {
            behind = false;
            return;
        }
        List<Entry> turn = List.copyOf(held);
        held.clear();
        for (Entry each : turn) {
            if (disk.count() < config.maxOnDisk()) {
                var _ = offerToDisk(each);
            } else {
                unacknowledged.add(each);
                enqueue(each);
            }
        }
    }

    private boolean load() {
        long after;
        boolean complete;
        lock.lock();
        try {
            if (unread == 0) {
                return false;
            }
            complete = underWay == 0;
            after = readUpTo;
        } finally {
            lock.unlock();
        }
        List<MessageQueue.Waiting> found;
        try {
            found = disk.after(after, LOAD);
            unreadable = false;
        } catch (StoreException e) {
            counters.add("flow.not-read", flow);
            if (!unreadable) {
                LOG.warn(
                        "Flow {}: its messages on disk cannot be read now; it is tried again. {}",
                        flow,
                        e.getMessage());
            }
            unreadable = true;
            return false;
        }
        lock.lock();
        try {
            if (found.isEmpty() && complete) {
                unread = 0; // a former version of the flow has ended what it had in work
                inherited = 0;
            }
            for (MessageQueue.Waiting each : found) {
                readUpTo = each.id();
                if (readAhead.remove(each.id())) {
                    continue;
                }
                MqttMessage message = each.message();
                if (inherited > 0) {
                    inherited--;
                    message = message.asDuplicate();
                }
                var entry = new Entry(message, null, time.nanos());
                entry.diskId = each.id();
                entry.kept = true;
                enqueue(entry);
                unread--;
            }
        } finally {
            lock.unlock();
        }
        return !found.isEmpty();
    }

    /// Whether nothing waits here, on disk or in work unacknowledged.
    boolean isIdle() {
        lock.lock();
        try {
            return !behind && unacknowledged.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Sends to disk what has been the broker's for too long.
    void relieve() {
        lock.lock();
        try {
            long now = time.nanos();
            if (closed || now - diskRetryAt < 0) {
                return;
            }
            keepHeld();
            if (!unacknowledged.isEmpty()
                    && now - unacknowledged.getFirst().since >= LAG.toNanos()) {
                fallBehind();
            }
        } finally {
            lock.unlock();
        }
    }

    /// There may be room on disk for them again.
    private void keepHeld() {
        while (!held.isEmpty() && disk.count() < config.maxOnDisk()) {
            unread++;
            append(held.remove(), false);
        }
    }

    /// Sends everything to disk that is still the broker's, however young.
    ///
    /// @return whether the disk has all of it within `limit`
    boolean toDisk(Duration limit) {
        lock.lock();
        try {
            fallBehind();
            keepHeld();
            long left = limit.toNanos();
            while (underWay > 0 && left > 0) {
                left = written.awaitNanos(left);
            }
            return underWay == 0 && held.isEmpty() && unacknowledged.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Whether something has been the broker's for so long although it was to go to disk.
    boolean isRefusedFor(Duration limit) {
        lock.lock();
        try {
            long since = time.nanos() - limit.toNanos();
            return (!held.isEmpty() && held.getFirst().since - since <= 0)
                    || unacknowledged.stream()
                            .anyMatch(each -> each.diskId == 0 && each.since - since <= 0);
        } finally {
            lock.unlock();
        }
    }

    /// Nobody works: gives up what the disk does not take, now and from now on, so that it uses up nobody
    /// else's share of the connection.
    ///
    /// @return how many messages are lost by it now
    int letGo() {
        List<Entry> lost = new ArrayList<>();
        lock.lock();
        try {
            lettingGo = true;
            unacknowledged.stream().filter(each -> each.diskId == 0).forEach(lost::add);
            lost.addAll(held);
            held.clear();
            for (Entry each : lost) {
                each.done = true;
                unacknowledged.remove(each);
                dequeue(each);
                counters.add(LET_GO, flow);
            }
        } finally {
            lock.unlock();
        }
        lost.forEach(Entry::acknowledge);
        return lost.size();
    }

    /// Somebody works again.
    void attended() {
        lock.lock();
        try {
            lettingGo = false;
        } finally {
            lock.unlock();
        }
    }

    /// How many of the oldest on disk may have been begun before.
    long begun() {
        lock.lock();
        try {
            return inherited + begunInMemory();
        } finally {
            lock.unlock();
        }
    }

    private long begunInMemory() {
        return ready.stream().filter(each -> each.kept && each.message.duplicate()).count();
    }

    /// Drops the messages of QoS 0 that wait.
    void dropDroppable() {
        lock.lock();
        try {
            List.copyOf(droppable).forEach(this::drop);
        } finally {
            lock.unlock();
        }
    }

    /// From now on messages come by way of the disk, those that are here first.
    private void fallBehind() {
        behind = true;
        for (Entry each : List.copyOf(unacknowledged)) {
            if (each.diskId == 0 && disk.count() < config.maxOnDisk()) {
                append(each, true);
            }
        }
    }

    /// Takes nothing more and gives no more QoS 1 and 2 messages: what is not processed stays on disk or
    /// with the broker.
    void close() {
        lock.lock();
        try {
            closed = true;
            inherited += begunInMemory();
            List.copyOf(ready).stream()
                    .filter(each -> !droppable.contains(each))
                    .forEach(this::dequeue);
            unread = 0;
        } finally {
            lock.unlock();
        }
    }

    /// Messages that have not been begun.
    long waiting() {
        lock.lock();
        try {
            return ready.size() + held.size() + underWay + unread;
        } finally {
            lock.unlock();
        }
    }

    /// Messages that wait on disk, those in work included.
    long onDisk() {
        return disk.count();
    }
}

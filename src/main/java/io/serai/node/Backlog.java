package io.serai.node;

import io.serai.mqtt.MqttLink.Delivery;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;
import io.serai.store.MessageQueue;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The messages of one endpoint that wait or are in work, in order, and the duty to acknowledge them.
///
/// As long as the flow keeps up a message stays the broker's until it is processed. When it falls behind
/// for more than [#LAG], its QoS 1 and 2 messages go to disk and are acknowledged there and then, so that
/// they use up nobody else's share of the connection; the flow works them off from there, after a restart
/// too. QoS 0 messages wait in memory, as many as the settings say. Thread-safe; [#poll] is for one thread.
final class Backlog {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    /// How long a message may be the broker's before it goes to disk.
    static final Duration LAG = Duration.ofMillis(100);

    /// After the disk refused.
    private static final Duration DISK_RETRY = Duration.ofSeconds(5);

    /// Messages read from the disk at once.
    private static final int LOAD = 50;

    /// What waits in memory at most, however few messages that are.
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final String flow;
    private final MessageQueue disk;
    private final IntakeConfig config;
    private WhenFull whenFull;
    private final Timekeeper time;
    private final Counters counters;
    private final Runnable whenReady;

    private final ReentrantLock lock = new ReentrantLock();

    /// Next to be processed.
    private final LinkedHashSet<Entry> ready = new LinkedHashSet<>();

    private long readyBytes;

    /// Those of [#ready] that may be dropped.
    private final LinkedHashSet<Entry> droppable = new LinkedHashSet<>();

    private final Map<String, Entry> latest = new HashMap<>();

    /// Not processed, and the broker's: of QoS 1 and 2.
    private final LinkedHashSet<Entry> unacknowledged = new LinkedHashSet<>();

    /// The disk's share is full; after everything that is on disk.
    private final List<Entry> held = new ArrayList<>();

    /// Messages come by way of the disk.
    private boolean behind;

    /// On disk and not in memory.
    private long unread;

    private long readUpTo;

    /// On their way to the disk.
    private int underWay;

    /// Of those unread: how many an earlier run or an earlier version of the flow left.
    private long inherited;

    private long diskRetryAt;
    private boolean closed;

    /// Of the worker alone.
    private boolean unreadable;

    /// A message in the backlog or in work.
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
        Optional<HandDelivery> byHand() {
            return delivery instanceof HandDelivery hand ? Optional.of(hand) : Optional.empty();
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

    /// @param whenReady called from any thread when [#poll] may have something; must not block
    Backlog(
            String flow,
            MessageQueue disk,
            IntakeConfig config,
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
        inherited = disk.count();
        unread = inherited;
        behind = unread > 0;
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
                offerToDisk(entry);
            }
        } finally {
            lock.unlock();
        }
        whenReady.run();
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

    private void offerToDisk(Entry entry) {
        if (disk.count() >= config.maxOnDisk() || !held.isEmpty()) {
            counters.add("flow.held-back", flow);
            held.add(entry);
            return;
        }
        boolean inMemory = unread == 0 && hasRoom();
        if (inMemory) {
            unacknowledged.add(entry);
            enqueue(entry);
        } else {
            unread++;
        }
        append(entry, inMemory);
    }

    private void append(Entry entry, boolean inMemory) {
        MessageQueue.Appended appended = disk.append(entry.message);
        entry.diskId = appended.id();
        if (inMemory) {
            readUpTo = appended.id();
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
            counters.add("flow.not-kept", flow);
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

    /// The next message to work on; null when there is none for now. Reads from the disk.
    @Nullable Entry poll() {
        Entry next = pollReady();
        if (next == null && load()) {
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
            if (ready.isEmpty() && unread == 0) {
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
                offerToDisk(each);
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
                MqttMessage message = each.message();
                if (inherited > 0) {
                    inherited--;
                    message = message.asDuplicate();
                }
                var entry = new Entry(message, null, time.nanos());
                entry.diskId = each.id();
                entry.kept = true;
                enqueue(entry);
                readUpTo = each.id();
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
            if (closed
                    || unacknowledged.isEmpty()
                    || now - unacknowledged.getFirst().since < LAG.toNanos()
                    || now - diskRetryAt < 0) {
                return;
            }
            if (unread > 0) {
                return; // they were refused by the disk before, and are next
            }
            fallBehind();
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

    /// Gives no more QoS 1 and 2 messages: what is not processed stays on disk or with the broker.
    void close() {
        lock.lock();
        try {
            closed = true;
            List.copyOf(ready).stream()
                    .filter(each -> !droppable.contains(each))
                    .forEach(this::dequeue);
            held.clear();
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

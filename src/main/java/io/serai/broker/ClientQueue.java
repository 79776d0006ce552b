package io.serai.broker;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.hivemq.mqtt.message.MessageWithID;
import com.hivemq.mqtt.message.dropping.MessageDroppedService;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.pubrel.PUBREL;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What waits for one client or shared subscription, in order, and what it has not acknowledged.
/// Confined to its bucket.
final class ClientQueue {

    /// [MQTT-4.9.0] QoS 0 for a client that does not read is dropped beyond so many bytes.
    private static final int MOST_QOS_0_BYTES = 5 * 1024 * 1024;

    private final QueueKey key;
    private final QueueLog log;
    private final QueueMemory memory;
    private final MessageDroppedService dropped;

    private final TreeMap<Long, QueueEntry> sent = new TreeMap<>();
    private final TreeMap<Long, QueueEntry> waiting = new TreeMap<>();
    private final Deque<PUBLISH> qos0 = new ArrayDeque<>();
    private int qos0Bytes;
    private int onSubscribing;

    ClientQueue(QueueKey key, QueueLog log, QueueMemory memory, MessageDroppedService dropped) {
        this.key = key;
        this.log = log;
        this.memory = memory;
        this.dropped = dropped;
    }

    /// Takes over what the journal knew.
    void restore(List<QueueEntry> entries) {
        for (QueueEntry each : entries) {
            if (key.shared()) {
                // Whom it was sent to is not known, and he may not come back.
                each.packetId = QueueEntry.NOT_SENT;
            }
            (each.isSent() ? sent : waiting).put(each.number, each);
            onSubscribing += each.onSubscribing ? 1 : 0;
        }
    }

    int size() {
        return sent.size() + waiting.size() + qos0.size();
    }

    int sentSize() {
        return sent.size();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty() || !qos0.isEmpty();
    }

    /// QoS 1 and 2 messages, but for those that came because of a subscription.
    int durableSize() {
        return sent.size() + waiting.size() - onSubscribing;
    }

    int onSubscribingSize() {
        return onSubscribing;
    }

    void add(QueueEntry entry, PUBLISH message) {
        waiting.put(entry.number, entry);
        onSubscribing += entry.onSubscribing ? 1 : 0;
        log.added(key, entry, message);
    }

    void addQos0(PUBLISH message) {
        int size = message.getEstimatedSizeInMemory();
        if (!key.shared() && qos0Bytes + size > MOST_QOS_0_BYTES && !qos0.isEmpty()) {
            dropped.qos0MemoryExceeded(
                    key.id(), message.getTopic(), 0, qos0Bytes, MOST_QOS_0_BYTES);
        } else if (!memory.offerQos0(size)) {
            if (key.shared()) {
                dropped.qos0MemoryExceededShared(
                        key.id(), message.getTopic(), 0, memory.qos0Used(), memory.qos0Limit());
            } else {
                dropped.qos0MemoryExceeded(
                        key.id(), message.getTopic(), 0, memory.qos0Used(), memory.qos0Limit());
            }
        } else {
            qos0Bytes += size;
            qos0.add(message);
        }
    }

    /// Drops the oldest that is not yet sent and has that origin.
    ///
    /// @return whether there was one
    boolean dropOldest(boolean fromSubscribing) {
        Iterator<QueueEntry> all = waiting.values().iterator();
        while (all.hasNext()) {
            QueueEntry each = all.next();
            if (each.onSubscribing == fromSubscribing) {
                tellDropped(log.message(each));
                all.remove();
                removed(List.of(each));
                return true;
            }
        }
        return false;
    }

    void tellDropped(PUBLISH message) {
        int qos = message.getQoS().getQosNumber();
        if (key.shared()) {
            dropped.queueFullShared(key.id(), message.getTopic(), qos);
        } else {
            dropped.queueFull(key.id(), message.getTopic(), qos);
        }
    }

    /// Takes messages to be sent now: with QoS 1 and 2 under the given identifiers, at most `most` of
    /// them, with QoS 0 for good.
    ImmutableList<PUBLISH> take(
            ImmutableIntArray packetIds, int most, long mostBytes, long nowMillis) {
        ImmutableList.Builder<PUBLISH> taken = ImmutableList.builder();
        List<QueueEntry> newlySent = new ArrayList<>();
        List<QueueEntry> expired = new ArrayList<>();
        int count = 0;
        long bytes = 0;
        Iterator<QueueEntry> next = waiting.values().iterator();
        boolean more = true;
        while (more && count < packetIds.length() && bytes <= mostBytes) {
            more = false;
            if (newlySent.size() < most && next.hasNext()) {
                more = true;
                QueueEntry entry = next.next();
                next.remove();
                if (entry.expiresAt <= nowMillis) {
                    expired.add(entry);
                } else {
                    PUBLISH message = log.message(entry);
                    entry.packetId = packetIds.get(newlySent.size());
                    message.setPacketIdentifier(entry.packetId);
                    sent.put(entry.number, entry);
                    newlySent.add(entry);
                    taken.add(message);
                    count++;
                    bytes += message.getEstimatedSizeInMemory();
                }
            }
            PUBLISH withoutId = count < packetIds.length() ? pollQos0() : null;
            if (withoutId != null) {
                more = true;
                if (!withoutId.isExpired()) {
                    taken.add(withoutId);
                    count++;
                    bytes += withoutId.getEstimatedSizeInMemory();
                }
            }
        }
        log.sent(newlySent);
        removed(expired);
        return taken.build();
    }

    private @Nullable PUBLISH pollQos0() {
        PUBLISH message = qos0.poll();
        if (message != null) {
            int size = message.getEstimatedSizeInMemory();
            qos0Bytes -= size;
            memory.giveQos0(size);
        }
        return message;
    }

    /// What was sent on an earlier connection and is to be sent again.
    ImmutableList<MessageWithID> unacknowledged(int most, long mostBytes) {
        ImmutableList.Builder<MessageWithID> again = ImmutableList.builder();
        int count = 0;
        long bytes = 0;
        for (QueueEntry each : sent.values()) {
            if (count == most || bytes > mostBytes) {
                break;
            }
            if (each.released) {
                again.add(new PUBREL(each.packetId));
            } else {
                PUBLISH message = log.message(each);
                message.setPacketIdentifier(each.packetId);
                // [MQTT-3.3.1-1]
                message.setDuplicateDelivery(true);
                again.add(message);
                bytes += message.getEstimatedSizeInMemory();
            }
            count++;
        }
        return again.build();
    }

    /// PUBREC has come.
    ///
    /// @return the name of the message that is not needed any more
    @Nullable String release(int packetId, long numberIfUnknown) {
        QueueEntry entry = sent(each -> each.packetId == packetId);
        if (entry == null) {
            var unknown = new QueueEntry(numberIfUnknown, packetId);
            sent.put(unknown.number, unknown);
            log.released(key, unknown);
            return null;
        }
        boolean hadMessage = !entry.released;
        entry.released = true;
        log.released(key, entry);
        return hadMessage ? entry.uniqueId : null;
    }

    /// @param uniqueId the message it must be, or null for any
    @Nullable String acknowledged(int packetId, @Nullable String uniqueId) {
        QueueEntry entry = sent(each -> each.packetId == packetId);
        if (entry == null
                || (uniqueId != null && !entry.released && !uniqueId.equals(entry.uniqueId))) {
            return null;
        }
        return acknowledged(entry);
    }

    /// Of a shared subscription.
    void acknowledged(String uniqueId) {
        QueueEntry entry = sent(each -> each.uniqueId.equals(uniqueId));
        if (entry == null) {
            // Sent with QoS 0 by subscription: it was never under way with an identifier of ours.
            entry =
                    waiting.values().stream()
                            .filter(each -> each.uniqueId.equals(uniqueId))
                            .findFirst()
                            .orElse(null);
        }
        if (entry != null) {
            acknowledged(entry);
        }
    }

    private @Nullable String acknowledged(QueueEntry entry) {
        sent.remove(entry.number);
        waiting.remove(entry.number);
        removed(List.of(entry));
        return entry.released ? null : entry.uniqueId;
    }

    private @Nullable QueueEntry sent(Predicate<QueueEntry> wanted) {
        for (QueueEntry each : sent.values()) { // the first, as a rule
            if (wanted.test(each)) {
                return each;
            }
        }
        return null;
    }

    /// A member of the group went without acknowledging: another one gets it.
    void sendAgain(String uniqueId) {
        QueueEntry entry = sent(each -> each.uniqueId.equals(uniqueId));
        if (entry != null) {
            sent.remove(entry.number);
            entry.packetId = QueueEntry.NOT_SENT;
            waiting.put(entry.number, entry);
            log.sent(List.of(entry));
        }
    }

    private void removed(List<QueueEntry> entries) {
        for (QueueEntry each : entries) {
            onSubscribing -= each.onSubscribing ? 1 : 0;
        }
        if (!entries.isEmpty()) {
            log.removed(entries);
        }
    }

    void clear() {
        clearQos0();
        List<QueueEntry> all = entries().toList();
        sent.clear();
        waiting.clear();
        removed(all);
    }

    void clearQos0() {
        while (pollQos0() != null) {
            // each gives its memory back
        }
    }

    void dropExpired(long nowMillis) {
        List<QueueEntry> expired =
                waiting.values().stream().filter(each -> each.expiresAt <= nowMillis).toList();
        expired.forEach(each -> waiting.remove(each.number));
        removed(expired);
        for (int left = qos0.size(); left > 0; left--) {
            PUBLISH message = pollQos0();
            if (message != null && !message.isExpired()) {
                addQos0(message);
            }
        }
    }

    /// Everything of QoS 1 and 2.
    Stream<QueueEntry> entries() {
        return Stream.of(sent.values(), waiting.values()).flatMap(Collection::stream);
    }
}

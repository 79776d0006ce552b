package io.serai.broker.queue;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.hivemq.mqtt.message.MessageWithID;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.pubrel.PUBREL;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What waits for one client or shared subscription, in order, and what it has not acknowledged.
/// Confined to its bucket.
final class ClientQueue {

    private final QueueKey key;
    private final QueueLog log;
    private final DroppedMessages dropped;

    private final TreeMap<Long, SentMessage> sent = new TreeMap<>();
    private final MessageRing waiting = new MessageRing();
    private final Qos0Queue qos0;
    private final ReadRetry retry = new ReadRetry();
    private int onSubscribing;
    private int mostWaiting = Integer.MAX_VALUE;

    ClientQueue(QueueKey key, QueueLog log, QueueMemory memory, DroppedMessages dropped) {
        this.key = key;
        this.log = log;
        this.dropped = dropped;
        qos0 = new Qos0Queue(key, memory, dropped);
    }

    /// The journal says that it has that message.
    void restore(QueuedMessage message) {
        if (!waiting.contains(message.number) && !sent.containsKey(message.number)) {
            log.restored(message);
            waiting.add(message);
            onSubscribing += message.onSubscribing ? 1 : 0;
        }
    }

    /// @param packetId [SentMessage#NOT_SENT] for waiting again
    void restoreSent(long number, int packetId) {
        SentMessage entry = sent.get(number);
        if (packetId == SentMessage.NOT_SENT) {
            if (entry != null && entry.message != null) {
                waitAgain(entry, entry.message);
            }
        } else if (entry != null) {
            entry.packetId = packetId;
        } else if (!key
                .shared()) { // whom of a group it was sent to is not known, and he may not come
            // back
            QueuedMessage message = waiting.remove(number);
            if (message != null) {
                sent.put(number, new SentMessage(number, packetId, message));
            }
        }
    }

    void restoreReleased(long number, int packetId, QueueJournal.Place place) {
        restoreRemoved(number);
        var entry = new SentMessage(number, packetId, null);
        entry.place = place;
        place.segment().retain(place.length());
        sent.put(number, entry);
    }

    void restoreRemoved(long number) {
        SentMessage entry = sent.remove(number);
        QueuedMessage message = entry == null ? waiting.remove(number) : entry.message;
        if (message != null) {
            onSubscribing -= message.onSubscribing ? 1 : 0;
            log.letGo(key, message);
        } else if (entry != null && entry.place != null) {
            entry.place.segment().release(entry.place.length());
        }
    }

    int size() {
        return sent.size() + waiting.size() + qos0.size();
    }

    int sentSize() {
        return sent.size();
    }

    /// Of QoS 1 and 2.
    int waitingSize() {
        return waiting.size();
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

    /// @param outlives whether it is of use here after the end of the process
    void add(PUBLISH message, boolean retained, boolean outlives) {
        waiting.add(log.hold(key, message, retained, outlives));
        onSubscribing += retained ? 1 : 0;
    }

    void addQos0(PUBLISH message) {
        qos0.add(message);
    }

    void tellDropped(PUBLISH message) {
        int qos = message.getQoS().getQosNumber();
        if (key.shared()) {
            dropped.queueFullShared(key.id(), message.getTopic(), qos);
        } else {
            dropped.queueFull(key.id(), message.getTopic(), qos);
        }
    }

    /// All queues together hold too much: this one loses its newest, as if it had been full.
    void dropNewest(int most) {
        List<QueuedMessage> newest = new ArrayList<>();
        while (newest.size() < most && !waiting.isEmpty()) {
            newest.add(waiting.removeLast());
        }
        mostWaiting = waiting.size();
        dropped.overAll(key.id(), newest.size());
        removed(newest);
    }

    /// Whether it lost its newest and was not read since: what comes now would leave a gap before it.
    boolean isCut() {
        return waiting.size() >= mostWaiting;
    }

    void tellOverAll() {
        dropped.overAll(key.id(), 1);
    }

    /// Takes messages to be sent now: with QoS 1 and 2 under the given identifiers, at most `most` of
    /// them, with QoS 0 for good.
    ImmutableList<PUBLISH> take(
            ImmutableIntArray packetIds, int most, long mostBytes, QueueTime now) {
        ImmutableList.Builder<PUBLISH> taken = ImmutableList.builder();
        List<SentMessage> newlySent = new ArrayList<>();
        int count = 0;
        long bytes = 0;
        boolean more = true;
        while (more && count < packetIds.length() && bytes <= mostBytes) {
            more = false;
            PUBLISH next = newlySent.size() < most ? readNext(now) : null;
            if (next != null) {
                more = true;
                QueuedMessage message = waiting.removeFirst();
                PUBLISH own = message.toSend(next);
                int packetId = packetIds.get(newlySent.size());
                own.setPacketIdentifier(packetId);
                var entry = new SentMessage(message.number, packetId, message);
                sent.put(entry.number, entry);
                newlySent.add(entry);
                taken.add(own);
                count++;
                bytes += own.getEstimatedSizeInMemory();
            }
            PUBLISH withoutId = count < packetIds.length() ? qos0.poll() : null;
            if (withoutId != null) {
                more = true;
                if (!withoutId.isExpired()) {
                    taken.add(withoutId);
                    count++;
                    bytes += withoutId.getEstimatedSizeInMemory();
                }
            }
        }
        if (!newlySent.isEmpty()) {
            mostWaiting = Integer.MAX_VALUE;
        }
        log.sent(key, newlySent);
        return taken.build();
    }

    /// The first that waits and can be read; null when there is none, or when it is tried again later:
    /// those behind it wait, because MQTT keeps their order.
    private @Nullable PUBLISH readNext(QueueTime now) {
        while (!waiting.isEmpty()) {
            QueuedMessage first = waiting.get(0);
            if (first.expiresAt <= now.epochMillis()) {
                removed(List.of(waiting.removeFirst()));
                continue;
            }
            if (retry.waits(first, now)) {
                return null;
            }
            try {
                PUBLISH message = log.read(first);
                retry.wasRead(first);
                return message;
            } catch (IOException e) {
                if (!retry.failed(first, key, e, now)) {
                    return null;
                }
                lose(first);
            }
        }
        return null;
    }

    /// It was tried again often enough: it is gone.
    private void lose(QueuedMessage message) {
        dropped.unreadable(key.id());
        sent.remove(message.number);
        waiting.remove(message.number);
        removed(List.of(message));
    }

    /// Whether a message that could not be read is to be tried again now.
    boolean isToBeRead(QueueTime now) {
        return retry.isDue(now);
    }

    /// Whether that message was sent on an earlier connection, so that it can be sent again on a new one
    /// only.
    boolean isToBeSentAgain() {
        return sent.containsKey(retry.number());
    }

    /// What was sent on an earlier connection and is to be sent again.
    ImmutableList<MessageWithID> unacknowledged(int most, long mostBytes, QueueTime now) {
        ImmutableList.Builder<MessageWithID> again = ImmutableList.builder();
        int count = 0;
        long bytes = 0;
        for (SentMessage each : List.copyOf(sent.values())) {
            if (count == most || bytes > mostBytes) {
                break;
            }
            QueuedMessage message = each.message;
            if (message == null) {
                again.add(new PUBREL(each.packetId));
                count++;
                continue;
            }
            try {
                PUBLISH own = message.toSend(log.read(message));
                retry.wasRead(message);
                own.setPacketIdentifier(each.packetId);
                // [MQTT-3.3.1-1]
                own.setDuplicateDelivery(true);
                again.add(own);
                count++;
                bytes += own.getEstimatedSizeInMemory();
            } catch (IOException e) {
                if (!retry.waits(message, now) && retry.failed(message, key, e, now)) {
                    lose(message);
                }
            }
        }
        return again.build();
    }

    /// PUBREC has come.
    ///
    /// @return the name of the message that is not needed any more
    @Nullable String release(int packetId) {
        SentMessage entry = sent(each -> each.packetId == packetId);
        if (entry == null) {
            var unknown = new SentMessage(log.nextFirstNumber(), packetId, null);
            sent.put(unknown.number, unknown);
            log.released(key, unknown);
            return null;
        }
        QueuedMessage message = entry.message;
        onSubscribing -= message != null && message.onSubscribing ? 1 : 0;
        log.released(key, entry);
        return message == null ? null : message.uniqueId();
    }

    /// @param uniqueId the message it must be, or null for any
    @Nullable String acknowledged(int packetId, @Nullable String uniqueId) {
        SentMessage entry = sent(each -> each.packetId == packetId);
        if (entry == null) {
            return null;
        }
        QueuedMessage message = entry.message;
        if (message != null && uniqueId != null && !uniqueId.equals(message.uniqueId())) {
            return null;
        }
        sent.remove(entry.number);
        if (message == null) {
            log.completed(key, entry);
            return null;
        }
        removed(List.of(message));
        return message.uniqueId();
    }

    /// Of a shared subscription.
    void acknowledged(String uniqueId) {
        SentMessage entry = sent(each -> isNamed(each.message, uniqueId));
        if (entry != null && entry.message != null) {
            sent.remove(entry.number);
            removed(List.of(entry.message));
            return;
        }
        // Sent with QoS 0 by subscription: it was never under way with an identifier of ours.
        for (int i = 0; i < waiting.size(); i++) {
            QueuedMessage each = waiting.get(i);
            if (isNamed(each, uniqueId)) {
                waiting.remove(each.number);
                removed(List.of(each));
                return;
            }
        }
    }

    private static boolean isNamed(@Nullable QueuedMessage message, String uniqueId) {
        return message != null && message.uniqueId().equals(uniqueId);
    }

    private @Nullable SentMessage sent(Predicate<SentMessage> wanted) {
        for (SentMessage each : sent.values()) { // the first, as a rule
            if (wanted.test(each)) {
                return each;
            }
        }
        return null;
    }

    /// A member of the group went without acknowledging: another one gets it.
    void sendAgain(String uniqueId) {
        SentMessage entry = sent(each -> isNamed(each.message, uniqueId));
        if (entry != null && entry.message != null) {
            waitAgain(entry, entry.message);
            log.sent(key, List.of(entry));
        }
    }

    private void waitAgain(SentMessage entry, QueuedMessage message) {
        sent.remove(entry.number);
        entry.packetId = SentMessage.NOT_SENT;
        waiting.add(message);
    }

    private void removed(List<QueuedMessage> messages) {
        for (QueuedMessage each : messages) {
            onSubscribing -= each.onSubscribing ? 1 : 0;
            retry.over(each);
        }
        if (!messages.isEmpty()) {
            log.removed(key, messages);
        }
    }

    void clear() {
        clearQos0();
        List<QueuedMessage> all = new ArrayList<>();
        for (SentMessage each : sent.values()) {
            if (each.message == null) {
                log.completed(key, each);
            } else {
                all.add(each.message);
            }
        }
        sent.clear();
        waiting.forEach(all::add);
        waiting.clear();
        removed(all);
    }

    void clearQos0() {
        qos0.clear();
    }

    void dropExpired(long nowMillis) {
        List<QueuedMessage> expired = new ArrayList<>();
        waiting.removeIf(each -> each.expiresAt <= nowMillis, expired::add);
        removed(expired);
        qos0.dropExpired();
    }

    void forEachWaiting(Consumer<QueuedMessage> look) {
        waiting.forEach(look);
    }

    void forEachSent(Consumer<SentMessage> look) {
        sent.values().forEach(look);
    }
}

package io.serai.broker.queue;

import com.hivemq.mqtt.message.publish.PUBLISH;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// Fills the queues of a bucket with what its journal tells, record by record, so that it never holds
/// more than was there at one moment. Used once.
final class QueueReplay implements QueueJournal.Replay {

    private final Function<QueueKey, ClientQueue> queues;
    private final Runnable afterMore;
    private final QueueMemory memory;
    private final Map<Long, Known> known = new HashMap<>();
    private long highest;
    private long lowest;

    /// @param key the only queue that has it, or the first one
    private record Known(QueueKey key, @Nullable QueuedMessage message) {}

    /// @param afterMore called when the queues hold one more
    QueueReplay(Function<QueueKey, ClientQueue> queues, QueueMemory memory, Runnable afterMore) {
        this.queues = queues;
        this.memory = memory;
        this.afterMore = afterMore;
    }

    long highest() {
        return highest;
    }

    long lowest() {
        return lowest;
    }

    @Override
    public void record(ByteBuffer body, QueueJournal.Place place) {
        int type = body.get();
        switch (type) {
            case QueueLog.ADDED -> added(key(body), number(body), body, place);
            case QueueLog.ALSO -> also(key(body), number(body), place.length());
            case QueueLog.RELEASED ->
                    released(key(body), number(body), body.getShort() & 0xffff, place);
            case QueueLog.SENT -> {
                for (int left = body.getInt(); left > 0; left--) {
                    long number = body.getLong();
                    int packetId = body.getShort() & 0xffff;
                    Known only = known.get(number);
                    if (only != null) {
                        queues.apply(only.key).restoreSent(number, packetId);
                    }
                }
            }
            case QueueLog.SENT_IN -> {
                ClientQueue queue = queues.apply(key(body));
                for (int left = body.getInt(); left > 0; left--) {
                    queue.restoreSent(body.getLong(), body.getShort() & 0xffff);
                }
            }
            case QueueLog.REMOVED -> {
                for (int left = body.getInt(); left > 0; left--) {
                    long number = body.getLong();
                    Known only = known.get(number);
                    if (only != null) {
                        removed(queues.apply(only.key), number);
                    }
                }
            }
            case QueueLog.REMOVED_IN -> {
                ClientQueue queue = queues.apply(key(body));
                for (int left = body.getInt(); left > 0; left--) {
                    removed(queue, body.getLong());
                }
            }
            default -> throw new IllegalArgumentException("type " + type);
        }
    }

    private void added(QueueKey key, long number, ByteBuffer body, QueueJournal.Place place) {
        int packetId = body.getShort() & 0xffff;
        boolean onSubscribing = body.get() != 0;
        PUBLISH publish = MessageRecord.read(body);
        Known before = known.get(number);
        QueuedMessage message = before == null ? null : before.message;
        if (message == null || message.holders == 0) {
            message = new QueuedMessage(number, onSubscribing, true, publish);
            memory.message(1);
            known.put(number, new Known(key, message));
        } else if (message.place != null) {
            message.place.segment().release(message.bytes); // it was written anew
        }
        message.place = place;
        message.bytes = place.length();
        place.segment().retain(place.length());
        ClientQueue queue = queues.apply(key);
        queue.restore(message);
        queue.restoreSent(number, packetId);
        afterMore.run();
    }

    private void also(QueueKey key, long number, int length) {
        Known first = known.get(number);
        QueuedMessage message = first == null ? null : first.message;
        if (message == null || message.place == null) {
            return; // nobody has it any more, or its record is damaged
        }
        message.shared = true;
        message.bytes += length;
        message.place.segment().grow(length);
        queues.apply(key).restore(message);
        afterMore.run();
    }

    private void released(QueueKey key, long number, int packetId, QueueJournal.Place place) {
        queues.apply(key).restoreReleased(number, packetId, place);
        Known first = known.get(number);
        if (first == null || first.message == null || first.message.holders == 0) {
            known.put(number, new Known(key, null));
        }
    }

    private void removed(ClientQueue queue, long number) {
        queue.restoreRemoved(number);
        forget(number);
    }

    private void forget(long number) {
        Known first = known.get(number);
        if (first != null && (first.message == null || first.message.holders == 0)) {
            known.remove(number);
        }
    }

    private long number(ByteBuffer body) {
        long number = body.getLong();
        highest = Math.max(highest, number);
        lowest = Math.min(lowest, number);
        return number;
    }

    static QueueKey key(ByteBuffer body) {
        boolean shared = body.get() != 0;
        return new QueueKey(RecordBuffer.text(body), shared);
    }
}

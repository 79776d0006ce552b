package io.serai.broker.queue;

import com.hivemq.mqtt.message.publish.PUBLISH;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/// The QoS 0 messages of one client or shared subscription, in memory only. Confined to its bucket.
final class Qos0Queue {

    /// [MQTT-4.9.0] QoS 0 for a client that does not read is dropped beyond so many bytes.
    private static final int MOST_BYTES = 5 * 1024 * 1024;

    private final QueueKey key;
    private final QueueMemory memory;
    private final DroppedMessages dropped;
    private final Deque<PUBLISH> messages = new ArrayDeque<>();
    private int bytes;

    Qos0Queue(QueueKey key, QueueMemory memory, DroppedMessages dropped) {
        this.key = key;
        this.memory = memory;
        this.dropped = dropped;
    }

    int size() {
        return messages.size();
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    void add(PUBLISH message) {
        int size = message.getEstimatedSizeInMemory();
        if (!key.shared() && bytes + size > MOST_BYTES && !messages.isEmpty()) {
            dropped.qos0MemoryExceeded(key.id(), message.getTopic(), 0, bytes, MOST_BYTES);
        } else if (memory.offerQos0(size)) {
            bytes += size;
            messages.add(message);
        } else if (key.shared()) {
            dropped.qos0MemoryExceededShared(
                    key.id(), message.getTopic(), 0, memory.qos0Used(), memory.qos0Limit());
        } else {
            dropped.qos0MemoryExceeded(
                    key.id(), message.getTopic(), 0, memory.qos0Used(), memory.qos0Limit());
        }
    }

    @Nullable PUBLISH poll() {
        PUBLISH message = messages.poll();
        if (message != null) {
            int size = message.getEstimatedSizeInMemory();
            bytes -= size;
            memory.giveQos0(size);
        }
        return message;
    }

    void clear() {
        while (poll() != null) {
            // each gives its memory back
        }
    }

    void dropExpired() {
        for (int left = messages.size(); left > 0; left--) {
            PUBLISH message = poll();
            if (message != null && !message.isExpired()) {
                add(message);
            }
        }
    }
}

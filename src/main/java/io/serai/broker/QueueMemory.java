package io.serai.broker;

import com.hivemq.mqtt.message.publish.PUBLISH;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// How much memory all queues together use for messages, and whether their disk works. Thread-safe.
final class QueueMemory {

    private final long limit;
    private final long qos0Limit;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong qos0Used = new AtomicLong();
    private final AtomicReference<@Nullable IOException> problem = new AtomicReference<>();

    /// @param heap the most the process may use, in bytes
    QueueMemory(long heap) {
        limit = heap / 16;
        qos0Limit = heap / 8;
    }

    /// Whether there is room for one more that is on disk as well.
    boolean offer(PUBLISH message) {
        int size = message.getEstimatedSizeInMemory();
        if (used.addAndGet(size) <= limit) {
            return true;
        }
        used.addAndGet(-size);
        return false;
    }

    /// For one that is nowhere else.
    void take(PUBLISH message) {
        used.addAndGet(message.getEstimatedSizeInMemory());
    }

    void give(PUBLISH message) {
        used.addAndGet(-message.getEstimatedSizeInMemory());
    }

    /// Whether there is room for one more of QoS 0.
    boolean offerQos0(int size) {
        if (qos0Used.addAndGet(size) <= qos0Limit) {
            return true;
        }
        qos0Used.addAndGet(-size);
        return false;
    }

    void giveQos0(int size) {
        qos0Used.addAndGet(-size);
    }

    long qos0Used() {
        return qos0Used.get();
    }

    long qos0Limit() {
        return qos0Limit;
    }

    void failed(IOException reason) {
        problem.set(reason);
    }

    void works() {
        problem.set(null);
    }

    /// Why something could not be written, or null.
    @Nullable IOException problem() {
        return problem.get();
    }
}

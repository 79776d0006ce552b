package io.serai.broker.queue;

import com.hivemq.mqtt.message.publish.PUBLISH;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// How much all queues together hold, in messages and in bytes of the heap, and whether their disk works.
/// Thread-safe.
public final class QueueMemory {

    /// What a message takes beside its content: itself, its place in the journal, its part of the maps
    /// while the journal is read.
    private static final int MESSAGE_BYTES = 192;

    /// What it takes in each queue.
    private static final int ENTRY_BYTES = 8;

    private final long limit;
    private final long qos0Limit;
    private final long heapLimit;
    private final long mostEntries;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong qos0Used = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong entries = new AtomicLong();
    private final AtomicReference<@Nullable IOException> problem = new AtomicReference<>();

    /// @param heap the most the process may use, in bytes
    /// @param mostEntries `broker.max-queued-total`
    public QueueMemory(long heap, long mostEntries) {
        limit = heap / 16;
        qos0Limit = heap / 8;
        heapLimit = limit + heap / 4;
        this.mostEntries = mostEntries;
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

    /// One more message, or one less.
    void message(int difference) {
        messages.addAndGet(difference);
    }

    /// A message is in one more queue, or in one less.
    void entry(int difference) {
        entries.addAndGet(difference);
    }

    /// Whether the queues hold more than all of them together may.
    boolean isOver() {
        return isOver(0, 0);
    }

    /// The same with a quarter more: while a journal is read, what was taken away later is there for a while.
    boolean isFarOver() {
        return isOver(mostEntries / 4, heapLimit / 4);
    }

    /// Whether they come near that: a queue that has lost something gets no more meanwhile.
    boolean isNearlyOver() {
        return isOver(-mostEntries / 4, -heapLimit / 4);
    }

    private boolean isOver(long moreEntries, long moreBytes) {
        long all = entries.get();
        long bytes = used.get() + messages.get() * MESSAGE_BYTES + all * ENTRY_BYTES;
        return all > mostEntries + moreEntries || bytes > heapLimit + moreBytes;
    }

    /// Messages in all queues; one that waits for two clients counts twice.
    long entries() {
        return entries.get();
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
    public @Nullable IOException problem() {
        return problem.get();
    }
}

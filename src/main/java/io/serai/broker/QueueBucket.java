package io.serai.broker;

import com.hivemq.mqtt.message.dropping.MessageDroppedService;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/// The queues that share one journal. Thread-safe: one caller at a time.
final class QueueBucket {

    private final QueueMemory memory;
    private final MessageDroppedService dropped;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<QueueKey, ClientQueue> queues = new HashMap<>();
    private final QueueLog log;
    private volatile boolean closed;
    private long nextNumber = 1;
    private long nextFirstNumber = -1;

    /// @param folder where its journal is, or null to keep nothing beyond the process
    QueueBucket(@Nullable Path folder, QueueMemory memory, MessageDroppedService dropped)
            throws IOException {
        this.memory = memory;
        this.dropped = dropped;
        if (folder == null) {
            log = QueueLog.inMemory(memory);
            return;
        }
        Map<QueueKey, List<QueueEntry>> known = new LinkedHashMap<>();
        log = QueueLog.open(folder, memory, known);
        known.forEach((key, entries) -> {
            queue(key).restore(entries);
            for (QueueEntry each : entries) {
                nextNumber = Math.max(nextNumber, each.number + 1);
                nextFirstNumber = Math.min(nextFirstNumber, each.number - 1);
            }
        });
    }

    /// Numbers rise for ever, so that the journal's order is the queue's.
    long nextNumber() {
        return nextNumber++;
    }

    /// For what goes before all that is there.
    long nextFirstNumber() {
        return nextFirstNumber--;
    }

    /// Works on a queue, which is made when it is not there.
    void with(QueueKey key, Consumer<ClientQueue> work) {
        lock.lock();
        try {
            work.accept(queue(key));
            moveOldest();
        } finally {
            lock.unlock();
        }
    }

    private ClientQueue queue(QueueKey key) {
        return queues.computeIfAbsent(key, _ -> new ClientQueue(key, log, memory, dropped));
    }

    /// Asks a queue, when it is there.
    <T extends @Nullable Object> T ask(
            QueueKey key, T otherwise, Function<ClientQueue, T> question) {
        lock.lock();
        try {
            ClientQueue queue = queues.get(key);
            return queue == null ? otherwise : question.apply(queue);
        } finally {
            lock.unlock();
        }
    }

    void clear(QueueKey key) {
        lock.lock();
        try {
            ClientQueue queue = queues.remove(key);
            if (queue != null) {
                queue.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Drops what is too old, and queues in which nothing is left.
    ///
    /// @return the shared subscriptions that have a queue
    List<String> dropExpired(long nowMillis) {
        lock.lock();
        try {
            queues.values().forEach(each -> each.dropExpired(nowMillis));
            queues.entrySet().removeIf(each -> each.getValue().size() == 0);
            return queues.keySet().stream().filter(QueueKey::shared).map(QueueKey::id).toList();
        } finally {
            lock.unlock();
        }
    }

    /// Lets go of the oldest file when much else could go after it.
    private void moveOldest() {
        if (!log.isWorthMoving()) {
            return;
        }
        Map<QueueEntry, QueueKey> moved = new LinkedHashMap<>();
        queues.forEach((key, queue) ->
                queue.entries().filter(log::isInOldest).forEach(each -> moved.put(each, key)));
        moved.forEach((entry, key) -> log.rewrite(key, entry));
    }

    /// Writes what could not be written.
    void catchUp() {
        lock.lock();
        try {
            if (!log.isBehind()) {
                return;
            }
            Map<QueueEntry, QueueKey> unwritten = new LinkedHashMap<>();
            queues.forEach((key, queue) ->
                    queue.entries()
                            .filter(each -> each.unwritten)
                            .forEach(each -> unwritten.put(each, key)));
            log.catchUp(unwritten);
        } finally {
            lock.unlock();
        }
    }

    boolean isBehind() {
        lock.lock();
        try {
            return log.isBehind();
        } finally {
            lock.unlock();
        }
    }

    void sync() throws IOException {
        if (!closed) {
            log.sync();
        }
    }

    void close() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            queues.values().forEach(ClientQueue::clearQos0);
            log.close();
        } finally {
            lock.unlock();
        }
    }
}

package io.serai.broker.queue;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The queues that share one journal. Thread-safe: one caller at a time.
final class QueueBucket {

    private final QueueMemory memory;
    private final DroppedMessages dropped;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<QueueKey, ClientQueue> queues = new HashMap<>();
    private final @Nullable QueueJournal journal;
    private final QueueLog log;
    private volatile boolean closed;

    /// @param folder where its journal is, or null to keep nothing beyond the process
    QueueBucket(@Nullable Path folder, QueueMemory memory, DroppedMessages dropped)
            throws IOException {
        this.memory = memory;
        this.dropped = dropped;
        journal = folder == null ? null : QueueJournal.open(folder);
        log = new QueueLog(journal, memory);
    }

    /// Takes over what its journal holds; before anything else.
    ///
    /// @param afterMore called when there is one more message
    void load(Runnable afterMore) throws IOException {
        lock.lock();
        try {
            log.replay(new QueueReplay(this::queue, memory, afterMore));
        } finally {
            lock.unlock();
        }
    }

    /// What could not be read of its journal, in words.
    List<String> damage() {
        return journal == null ? List.of() : journal.damage();
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

    void forEach(BiConsumer<QueueKey, ClientQueue> look) {
        lock.lock();
        try {
            queues.forEach(look);
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

    /// Drops the queues of those.
    void clearIf(Predicate<QueueKey> gone) {
        lock.lock();
        try {
            queues.keySet().stream().filter(gone).toList().forEach(this::clear);
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
        if (log.isWorthMoving()) {
            writeAnew(each -> log.isInOldest(each.place), each -> log.isInOldest(each.place));
        }
    }

    /// Writes what could not be written.
    void catchUp() {
        lock.lock();
        try {
            log.catchUp(() -> writeAnew(each -> each.unwritten, each -> each.unwritten));
        } finally {
            lock.unlock();
        }
    }

    /// Writes the present state of messages, and of PUBRELs, at the end of the journal.
    private void writeAnew(Predicate<QueuedMessage> messages, Predicate<SentMessage> releases) {
        Map<QueuedMessage, List<QueueLog.Holder>> holders = new LinkedHashMap<>();
        Map<SentMessage, QueueKey> released = new LinkedHashMap<>();
        queues.forEach((key, queue) -> {
            queue.forEachWaiting(each -> {
                if (messages.test(each)) {
                    hold(holders, each, key, SentMessage.NOT_SENT);
                }
            });
            queue.forEachSent(each -> {
                QueuedMessage message = each.message;
                if (message == null) {
                    if (releases.test(each)) {
                        released.put(each, key);
                    }
                } else if (messages.test(message)) {
                    hold(holders, message, key, each.packetId);
                }
            });
        });
        holders.forEach(log::rewrite);
        released.forEach((each, key) -> log.writeReleased(key, each));
    }

    private static void hold(
            Map<QueuedMessage, List<QueueLog.Holder>> holders,
            QueuedMessage message,
            QueueKey key,
            int packetId) {
        holders.computeIfAbsent(message, _ -> new ArrayList<>())
                .add(new QueueLog.Holder(key, packetId));
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

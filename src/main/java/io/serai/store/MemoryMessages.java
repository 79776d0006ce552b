package io.serai.store;

import io.serai.mqtt.MqttMessage;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// Keeps nothing past the process: for checks, testRuns and tests.
public final class MemoryMessages implements MessageQueues, FailedMessages {

    private static final int MOST_FAILURES = 1000;

    private final Timekeeper time;
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Kept> failures = new ArrayDeque<>();
    private long lastId;
    private long lastFailure;
    private long changes;
    private long forgotten;

    public MemoryMessages(Timekeeper time) {
        this.time = time;
    }

    private final class Queue implements MessageQueue {

        private final ConcurrentSkipListMap<Long, Waiting> waiting = new ConcurrentSkipListMap<>();

        /// The queue that this one is a part of since a rename, for ever.
        private volatile @Nullable Queue joined;

        private Queue whole() {
            Queue whole = this;
            for (Queue next = joined; next != null; next = next.joined) {
                whole = next;
            }
            return whole;
        }

        @Override
        public Appended append(MqttMessage message) {
            lock.lock();
            try {
                long id = ++lastId;
                whole().waiting.put(id, new Waiting(id, time.now(), message));
                return new Appended(id, CompletableFuture.completedFuture(null));
            } finally {
                lock.unlock();
            }
        }

        @Override
        public List<Waiting> after(long id, int most) {
            return whole().waiting.tailMap(id, false).values().stream().limit(most).toList();
        }

        @Override
        public void remove(long id) {
            lock.lock();
            try {
                whole().waiting.remove(id);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long count() {
            return whole().waiting.size();
        }
    }

    @Override
    public MessageQueue queue(String name) {
        return queues.computeIfAbsent(name, _ -> new Queue());
    }

    @Override
    public Set<String> waiting() {
        return queues.entrySet().stream()
                .filter(each -> each.getValue().count() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void rename(String from, String to, Changes with) {
        if (!from.equals(to)) {
            with.whenKept(() -> renamed(from, to));
        }
    }

    private void renamed(String from, String to) {
        lock.lock();
        try {
            Queue queue = queues.remove(from);
            Queue other = queues.get(to);
            if (queue == null) {
                return;
            }
            if (other != null) {
                queue.waiting.putAll(other.waiting);
                other.joined = queue;
            }
            queues.put(to, queue);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<Void> add(FailedMessage failure) {
        lock.lock();
        try {
            failures.addFirst(new Kept(++lastFailure, failure));
            changes++;
            if (failures.size() > MOST_FAILURES) {
                failures.removeLast();
                forgotten++;
            }
            return CompletableFuture.completedFuture(null);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Kept> list(Optional<String> flow, int most) {
        lock.lock();
        try {
            return failures.stream()
                    .filter(each -> flow.isEmpty() || each.failure().flow().equals(flow.get()))
                    .limit(most)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Kept> find(long id) {
        lock.lock();
        try {
            return failures.stream().filter(each -> each.id() == id).findFirst();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<Boolean> remove(long id) {
        lock.lock();
        try {
            boolean was = failures.removeIf(each -> each.id() == id);
            if (was) {
                changes++;
            }
            return CompletableFuture.completedFuture(was);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long count(String flow) {
        return list(Optional.of(flow), MOST_FAILURES).size();
    }

    @Override
    public long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long count() {
        lock.lock();
        try {
            return failures.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long forgotten() {
        lock.lock();
        try {
            return forgotten;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        queues.clear();
    }
}

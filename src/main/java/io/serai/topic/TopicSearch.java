package io.serai.topic;

import io.serai.mqtt.TopicFilter;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Finds the last messages of topics, those that nobody has watched yet too. Thread-safe.
public final class TopicSearch {

    /// Nothing more comes of what the broker keeps when it has been silent for so long.
    private static final Duration QUIET = Duration.ofMillis(150);

    /// How often a topic is asked for again, to see what the broker keeps of it.
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    /// Topics asked for within that time, at most.
    private static final int MOST_ASKED = 100;

    private final TopicWatch watch;
    private final Timekeeper time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private final Map<String, Long> asked = new LinkedHashMap<>();

    public TopicSearch(TopicWatch watch, Timekeeper time) {
        this.watch = watch;
        this.time = time;
    }

    /// What is known of a filter's topics: waits, up to `limit`, for what the broker keeps of them.
    public List<TopicValue> look(TopicFilter filter, Duration limit) throws InterruptedException {
        boolean isNew = !watch.isWatched(filter);
        try (TopicWatch.Watch _ = watch.glance(filter, (_, _) -> heard())) {
            if (isNew) {
                awaitQuiet(() -> !watch.values(filter).isEmpty(), limit);
            }
            return watch.values(filter);
        }
    }

    /// What is known of a topic. Where the broker may keep a message that has not been seen, it is asked and
    /// waited for, up to `limit`.
    public Optional<TopicValue> find(TopicFilter topic, Duration limit)
            throws InterruptedException {
        Optional<TopicValue> known = watch.value(topic.text());
        boolean isOld =
                known.isPresent() && !watch.isWatched(topic) && watch.mayHaveMissed(known.get());
        try (TopicWatch.Watch _ = watch.glance(topic, (_, _) -> heard())) {
            if (known.isEmpty()) {
                awaitQuiet(() -> watch.value(topic.text()).isPresent(), limit);
            } else if (isOld) {
                awaitQuiet(() -> true, limit); // subscribing anew brings what is kept
            } else if (!known.get().retained() && mayAskAgain(topic.text())) {
                try (TopicWatch.Watch _ = watch.ask(topic, this::heard)) {
                    awaitQuiet(() -> true, QUIET);
                }
            }
            return watch.value(topic.text());
        }
    }

    private void heard() {
        lock.lock();
        try {
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean mayAskAgain(String topic) {
        long now = time.nanos();
        lock.lock();
        try {
            asked.values().removeIf(at -> now - at > ASK_AGAIN.toNanos());
            return asked.size() < MOST_ASKED && asked.putIfAbsent(topic, now) == null;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until something is known and nothing more has come for a moment.
    private void awaitQuiet(BooleanSupplier isSomethingKnown, Duration limit)
            throws InterruptedException {
        long end = time.nanos() + limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                long left = end - time.nanos();
                boolean isKnown = isSomethingKnown.getAsBoolean();
                long patience = isKnown ? Math.min(left, QUIET.toNanos()) : left;
                if (left <= 0 || (heard.awaitNanos(patience) <= 0 && isKnown)) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }
}

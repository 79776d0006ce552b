package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.Json;
import io.serai.console.LiveFeed;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Looks at something again and again for one page and tells it what is different, for what says nothing of
/// its changes by itself. Costs nothing while no page is open.
public final class Watching implements AutoCloseable {

    private final LiveFeed feed;
    private final Supplier<Map<String, JsonNode>> look;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, JsonNode> told = new HashMap<>();
    private final Timekeeper.Task task;

    private Watching(
            LiveFeed feed, Timekeeper time, Duration period, Supplier<Map<String, JsonNode>> look) {
        this.feed = feed;
        this.look = look;
        look();
        task = time.scheduleEvery(period, period, this::look);
    }

    /// Begins, and tells everything as it is now.
    ///
    /// @param look what there is now, by key
    public static Watching begin(
            LiveFeed feed, Timekeeper time, Duration period, Supplier<Map<String, JsonNode>> look) {
        return new Watching(feed, time, period, look);
    }

    /// Looks now, because something may have happened.
    void look() {
        lock.lock();
        try {
            Map<String, JsonNode> now = look.get();
            now.forEach((key, value) -> {
                if (!value.equals(told.put(key, value))) {
                    feed.latest(key, value);
                }
            });
            Set<String> gone = new HashSet<>(told.keySet());
            gone.removeAll(now.keySet());
            gone.forEach(key -> {
                told.remove(key);
                feed.latest(key, Json.nothing());
            });
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        task.cancel();
    }
}

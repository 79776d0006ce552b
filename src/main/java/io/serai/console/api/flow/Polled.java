package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;

import io.serai.console.LiveFeed;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Looks at things again and again while pages follow them, and tells each page what has changed. One look
/// serves all pages; nobody looks while no page follows. Thread-safe.
final class Polled {

    /// How a thing is.
    ///
    /// @param mark equal as long as there is nothing new
    /// @param json made only when there is
    record State(Object mark, Supplier<JsonNode> json) {}

    private record Follower(Predicate<String> wanted, LiveFeed feed) {}

    private final Timekeeper time;
    private final Duration period;
    private final Supplier<Map<String, State>> look;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Follower> followers = new ArrayList<>();
    private final Map<String, Object> marks = new HashMap<>();
    private Timekeeper.@Nullable Task looking;

    Polled(Timekeeper time, Duration period, Supplier<Map<String, State>> look) {
        this.time = time;
        this.period = period;
        this.look = look;
    }

    /// Tells `feed` everything that is `wanted` at once, and then what changes.
    AutoCloseable follow(Predicate<String> wanted, LiveFeed feed) {
        var follower = new Follower(wanted, feed);
        lock.lock();
        try {
            Map<String, State> now = look.get();
            now.forEach((key, state) -> tell(follower, key, state.json().get()));
            followers.add(follower);
            if (looking == null) {
                now.forEach((key, state) -> marks.put(key, state.mark()));
                looking = time.scheduleEvery(period, period, this::tick);
            }
        } finally {
            lock.unlock();
        }
        return () -> leave(follower);
    }

    private void leave(Follower follower) {
        lock.lock();
        try {
            followers.remove(follower);
            if (followers.isEmpty() && looking != null) {
                looking.cancel();
                looking = null;
                marks.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    private void tick() {
        lock.lock();
        try {
            if (followers.isEmpty()) {
                return;
            }
            Map<String, State> now = look.get();
            now.forEach((key, state) -> {
                if (!state.mark().equals(marks.put(key, state.mark()))) {
                    JsonNode json = state.json().get();
                    followers.forEach(each -> tell(each, key, json));
                }
            });
            for (String gone : List.copyOf(marks.keySet())) {
                if (!now.containsKey(gone)) {
                    marks.remove(gone);
                    followers.forEach(each -> tell(each, gone, NullNode.instance));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static void tell(Follower follower, String key, JsonNode json) {
        if (follower.wanted().test(key)) {
            follower.feed().latest(key, json);
        }
    }
}

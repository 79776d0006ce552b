package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// What waits to be sent to one page of one thing that it follows. Thread-safe.
final class LiveSubscription implements LiveFeed {

    static final int MOST_WAITING = 1000;

    /// About how many characters may wait.
    static final long MOST_CHARACTERS = 8_000_000;

    /// Keys that may wait at once; a page that sees more than this many things sees none of them.
    static final int MOST_KEYS = 20_000;

    private static final int BASE = 16;

    private record Waiting(JsonNode value, long size) {}

    private final int number;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Supplier<JsonNode>> latest = new LinkedHashMap<>();
    private final Queue<Waiting> next = new ArrayDeque<>();
    private long characters;
    private long missed;

    LiveSubscription(int number) {
        this.number = number;
    }

    @Override
    public void latest(String key, JsonNode value) {
        latest(key, () -> value);
    }

    @Override
    public void latest(String key, Supplier<JsonNode> value) {
        lock.lock();
        try {
            if (latest.size() < MOST_KEYS || latest.containsKey(key)) {
                latest.put(key, value);
            } else {
                missed++;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void next(JsonNode value) {
        var added = new Waiting(value, size(value));
        lock.lock();
        try {
            next.add(added);
            characters += added.size();
            while (next.size() > MOST_WAITING || characters > MOST_CHARACTERS) {
                characters -= next.remove().size();
                missed++;
            }
        } finally {
            lock.unlock();
        }
    }

    private static long size(JsonNode value) {
        if (value.isTextual()) {
            return BASE + (long) value.textValue().length();
        }
        long size = BASE;
        for (JsonNode each : value) {
            size += size(each);
        }
        return size;
    }

    /// Everything that waits, which then waits no more; null when nothing does.
    @Nullable ObjectNode frame() {
        Map<String, Supplier<JsonNode>> waiting;
        ObjectNode frame = Json.object().put("sub", number);
        lock.lock();
        try {
            if (latest.isEmpty() && next.isEmpty() && missed == 0) {
                return null;
            }
            waiting = new LinkedHashMap<>(latest);
            if (!next.isEmpty() || missed > 0) {
                ArrayNode values = frame.putArray("next");
                next.forEach(each -> values.add(each.value()));
                frame.put("missed", missed);
            }
            latest.clear();
            next.clear();
            characters = 0;
            missed = 0;
        } finally {
            lock.unlock();
        }
        if (!waiting.isEmpty()) {
            ObjectNode told = frame.putObject("latest");
            waiting.forEach((key, value) -> told.set(key, value.get()));
        }
        return frame;
    }
}

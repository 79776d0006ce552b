package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.Json;
import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.console.api.FilePlaces;
import io.serai.console.api.Watching;
import io.serai.store.FailedMessages;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// How many messages are on record as failed, and the newest of them. Thread-safe.
public final class FailureChannel implements LiveChannel {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final FailedMessages failed;
    private final Timekeeper time;
    private final FilePlaces places;

    private record Seen(long changes, JsonNode count) {}

    /// @param places what is told of files is told by
    public FailureChannel(FailedMessages failed, Timekeeper time, FilePlaces places) {
        this.failed = failed;
        this.time = time;
        this.places = places;
    }

    @Override
    public String name() {
        return "failures";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        var last = new AtomicReference<>(now());
        return Watching.begin(
                feed,
                time,
                PERIOD,
                () -> {
                    // The disk is asked only when there is something new.
                    if (failed.changes() != last.get().changes()) {
                        last.set(now());
                    }
                    return Map.of("count", last.get().count());
                });
    }

    private Seen now() {
        long changes = failed.changes();
        ObjectNode count = Json.object().put("count", failed.count());
        failed.list(Optional.empty(), 1).stream()
                .findFirst()
                .ifPresentOrElse(
                        newest -> count.set("newest", FailureApi.json(newest, places)),
                        () -> count.putNull("newest"));
        return new Seen(changes, count);
    }
}

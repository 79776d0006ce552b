package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.Map;

/// The gateway as a whole, every two seconds. Thread-safe.
public final class SystemChannel implements LiveChannel {

    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final SystemView view;
    private final Timekeeper time;

    public SystemChannel(SystemView view, Timekeeper time) {
        this.view = view;
        this.time = time;
    }

    @Override
    public String name() {
        return "system";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        return Watching.begin(feed, time, PERIOD, () -> Map.of("system", view.json()));
    }
}

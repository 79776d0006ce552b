package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.Json;
import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.console.RefusedException;
import io.serai.history.History;

import java.util.HashSet;
import java.util.Set;

/// What is kept of some series, as it is kept. Thread-safe.
public final class HistoryChannel implements LiveChannel {

    private final History history;

    public HistoryChannel(History history) {
        this.history = history;
    }

    @Override
    public String name() {
        return "history";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        Set<String> names = new HashSet<>();
        request.path("series").forEach(each -> names.add(each.asText()));
        if (names.isEmpty()) {
            throw RefusedException.badRequest("The wish needs \"series\", a list of names.");
        }
        Runnable ending =
                history.follow((series, point) -> {
                    if (names.contains(series)) {
                        feed.next(
                                Json.object()
                                        .put("series", series)
                                        .put("time", point.time())
                                        .putPOJO("value", point.value()));
                    }
                });
        return ending::run;
    }
}

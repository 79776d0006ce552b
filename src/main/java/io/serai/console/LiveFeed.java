package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.function.Supplier;

/// Takes to one page what it follows. Thread-safe; never blocks and never fails, however slow the page is.
public interface LiveFeed {

    /// How something is now; what still waits to be sent under the same key is replaced.
    void latest(String key, JsonNode value);

    /// The same for what comes so often that it is turned into JSON only when it is sent.
    default void latest(String key, Supplier<JsonNode> value) {
        latest(key, value.get());
    }

    /// One of a sequence. When too many wait the oldest is dropped and counted, and the page is told how many.
    void next(JsonNode value);
}

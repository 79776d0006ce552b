package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;

/// Something that pages can follow while it changes. Thread-safe.
public interface LiveChannel {

    /// What pages call it.
    String name();

    /// Begins to tell a page of it: what is now at once, then what changes.
    ///
    /// @param request what the page wants of it; an empty object when it did not say
    /// @return ends it
    /// @throws RefusedException when there is no such thing
    AutoCloseable open(JsonNode request, LiveFeed feed);
}

package io.serai.console;

/// A part of what is served below `/api/`. Thread-safe; its handlers may take their time.
public interface ApiPart {

    /// Says which requests it answers.
    void addTo(ApiRoutes routes);
}

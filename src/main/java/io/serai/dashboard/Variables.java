package io.serai.dashboard;

import java.util.Optional;

/// The variables that flows keep. Thread-safe.
public interface Variables {

    /// Empty when the flow does not run or has no such variable.
    Optional<String> get(String flow, String name);

    /// Gives it another value.
    ///
    /// @throws IllegalArgumentException says why it cannot be set
    void set(String flow, String name, String value);
}

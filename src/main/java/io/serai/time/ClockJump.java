package io.serai.time;

import java.time.Duration;
import java.time.Instant;

/// The wall clock was set, or stood still while the machine slept.
///
/// @param from what it would say
/// @param to what it says
public record ClockJump(Instant from, Instant to) {

    /// Negative when it was set back.
    public Duration by() {
        return Duration.between(from, to);
    }
}

package io.serai.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Which part of history is asked for.
///
/// @param step what one point stands for; empty for as fine as the range allows
public record HistoryRange(Instant from, Instant to, Optional<Duration> step) {

    /// @throws IllegalArgumentException when it ends before it begins
    public HistoryRange {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from must be before to");
        }
        if (Duration.between(from, to).toDays() > 36_500) {
            throw new IllegalArgumentException("from and to are more than 100 years apart");
        }
    }

    Duration length() {
        return Duration.between(from, to);
    }
}

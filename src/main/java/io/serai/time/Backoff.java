package io.serai.time;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: twice as long after each one that failed, up to a limit. Not
/// thread-safe.
public final class Backoff {

    private final Duration first;
    private final Duration longest;
    private final @Nullable RandomGenerator random;
    private int failures;

    public Backoff(Duration first, Duration longest) {
        this(first, longest, null);
    }

    /// A fifth more or less each time, so that a house full of clients does not come back in one instant.
    public Backoff(Duration first, Duration longest, @Nullable RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /// One attempt has failed.
    public Duration next() {
        long millis = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures, 10));
        failures++;
        return Duration.ofMillis(
                random == null ? millis : Math.round(millis * random.nextDouble(0.8, 1.2)));
    }

    /// One attempt has succeeded.
    public void reset() {
        failures = 0;
    }
}

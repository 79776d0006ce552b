package io.serai.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: doubling from a first wait to 30 s, a fifth more or less, so that a
/// house full of clients does not come back in one instant. Not thread-safe.
final class Backoff {

    static final Duration LONGEST = Duration.ofSeconds(30);

    private final Duration first;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration first, RandomGenerator random) {
        this.first = first;
        this.random = random;
    }

    Duration next() {
        long millis = Math.min(LONGEST.toMillis(), first.toMillis() << Math.min(failures, 10));
        failures++;
        return Duration.ofMillis(Math.round(millis * random.nextDouble(0.8, 1.2)));
    }

    void reset() {
        failures = 0;
    }
}

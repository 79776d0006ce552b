package io.serai.node.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A source that does something again and again by the clock.
public interface Recurring {

    /// When it does so next; empty while it does not run.
    Optional<Instant> next();

    Duration every();

    /// What it does, in words: `read sensor light`.
    String deed();
}

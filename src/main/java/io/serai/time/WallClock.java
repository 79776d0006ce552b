package io.serai.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Compares the wall clock with the running time. One caller at a time.
final class WallClock {

    /// Less is what synchronising a clock does all day long.
    static final Duration SMALLEST_JUMP = Duration.ofSeconds(2);

    private final Clock wall;
    private final LongSupplier running;
    private Instant lastWall;
    private long lastNanos;

    WallClock(Clock wall, LongSupplier running) {
        this.wall = wall;
        this.running = running;
        lastWall = wall.instant();
        lastNanos = running.getAsLong();
    }

    /// Whether it has jumped since the last look.
    Optional<ClockJump> look() {
        Instant now = wall.instant();
        long nanos = running.getAsLong();
        Instant expected = lastWall.plusNanos(nanos - lastNanos);
        lastWall = now;
        lastNanos = nanos;
        return Duration.between(expected, now).abs().compareTo(SMALLEST_JUMP) < 0
                ? Optional.empty()
                : Optional.of(new ClockJump(expected, now));
    }
}

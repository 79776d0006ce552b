package io.serai.observe.run;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Lets through so many a second and in a burst no more than that. Costs one look when it is used up.
/// Thread-safe.
final class Sampling {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// Timekeeper nanoseconds at which all that was let through would have come at an even pace.
    private final AtomicLong due;

    Sampling(long now) {
        due = new AtomicLong(now - SECOND_NANOS);
    }

    boolean take(long now, int perSecond) {
        long interval = SECOND_NANOS / perSecond;
        while (true) {
            long seen = due.get();
            long from = seen - now < -SECOND_NANOS ? now - SECOND_NANOS : seen;
            if (from - now > -interval) {
                return false;
            }
            if (due.compareAndSet(seen, from + interval)) {
                return true;
            }
        }
    }
}

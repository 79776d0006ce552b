package io.serai.observe.run;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/// How many a second, over the last five. No lock, no allocation. Thread-safe.
final class MessageRate {

    private static final int SECONDS = 5;
    private static final int SLOTS = 8;
    private static final int COUNT_BITS = 32;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// Each holds a second and how many came in it.
    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

    private final long origin;

    /// @param origin timekeeper nanoseconds
    MessageRate(long origin) {
        this.origin = origin;
    }

    void count(long nanos) {
        long second = second(nanos);
        int slot = (int) (second & (SLOTS - 1));
        long seen = slots.get(slot);
        while (seen >>> COUNT_BITS != second) {
            if (slots.compareAndSet(slot, seen, (second << COUNT_BITS) | 1)) {
                return;
            }
            seen = slots.get(slot);
        }
        slots.getAndIncrement(slot);
    }

    double perSecond(long nanos) {
        long second = second(nanos);
        double partOfThis = (nanos - origin) % SECOND_NANOS / (double) SECOND_NANOS;
        double sum = 0;
        for (int i = 0; i < SLOTS; i++) {
            long slot = slots.get(i);
            long age = second - (slot >>> COUNT_BITS);
            if (age >= 0 && age < SECONDS) {
                sum += slot & COUNT_MASK;
            } else if (age == SECONDS) {
                sum += (slot & COUNT_MASK) * (1 - partOfThis);
            }
        }
        double seconds = Math.min(SECONDS, (nanos - origin) / (double) SECOND_NANOS);
        return seconds < 1 ? sum : sum / seconds;
    }

    /// From 1, so that an empty slot is of no second there was.
    private long second(long nanos) {
        return (nanos - origin) / SECOND_NANOS + SECONDS + 1;
    }
}

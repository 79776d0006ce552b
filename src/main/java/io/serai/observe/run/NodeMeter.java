package io.serai.observe.run;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Counts what goes through one node. Always on, so it has no lock and allocates nothing. How long the
/// node takes, with all that is inside of it, is kept in buckets of a quarter of a power of two, for the
/// last one to two minutes.
/// Thread-safe.
public final class NodeMeter {

    /// What was counted.
    ///
    /// @param p50Micros 0 when nothing was measured of late
    /// @param p99Micros the same
    /// @param lastNanos timekeeper nanoseconds; meaningless while count is 0
    public record Reading(
            long count, long errors, long p50Micros, long p99Micros, long lastNanos) {}

    /// What was seen at the node last.
    ///
    /// @param nanos timekeeper nanoseconds
    public record Value(String text, long nanos) {}

    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int PARTS = 4;
    private static final int LOWEST = 10; // 2^10 ns is about a microsecond
    private static final int BUCKETS = 28 * PARTS; // up to about 270 s

    private final AtomicLong count = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong windowBegin = new AtomicLong(Long.MIN_VALUE);
    private volatile @Nullable AtomicLongArray now;
    private volatile @Nullable AtomicLongArray before;
    private volatile @Nullable Value value;

    /// A message has come.
    ///
    /// @param nanos timekeeper nanoseconds
    /// @return how many came before it
    public long came(long nanos) {
        last.lazySet(nanos);
        return count.getAndIncrement();
    }

    /// The node is done with a message, and it was measured how long that took.
    ///
    /// @param begin timekeeper nanoseconds
    /// @param end timekeeper nanoseconds
    public void took(long begin, long end) {
        last.lazySet(end);
        measured(begin, end);
    }

    /// The node has failed.
    public void failed() {
        errors.getAndIncrement();
    }

    void measured(long begin, long end) {
        window(end).getAndIncrement(bucket(end - begin));
    }

    private AtomicLongArray window(long nanos) {
        AtomicLongArray current = now;
        long begin = windowBegin.get();
        if (current != null && nanos - begin < WINDOW_NANOS) {
            return current;
        }
        if (windowBegin.compareAndSet(begin, nanos) || current == null) {
            boolean isRecent = current != null && nanos - begin < 2 * WINDOW_NANOS;
            before = isRecent ? current : null;
            current = new AtomicLongArray(BUCKETS);
            now = current;
        }
        return current;
    }

    private static int bucket(long nanos) {
        if (nanos < 1L << LOWEST) {
            return 0;
        }
        int power = 63 - Long.numberOfLeadingZeros(nanos);
        int part = (int) (nanos >>> (power - 2)) & (PARTS - 1);
        return Math.min(BUCKETS - 1, (power - LOWEST) * PARTS + part);
    }

    /// What was seen at it; a short text.
    void saw(Value seen) {
        value = seen;
    }

    /// The last value; null when there was none.
    public @Nullable Value value() {
        return value;
    }

    /// What was counted so far.
    ///
    /// @param nanos timekeeper nanoseconds
    public Reading read(long nanos) {
        long[] sums = new long[BUCKETS];
        long age = nanos - windowBegin.get();
        add(sums, age < 2 * WINDOW_NANOS ? now : null);
        add(sums, age < WINDOW_NANOS ? before : null);
        return new Reading(
                count.get(), errors.get(), quantile(sums, 0.5), quantile(sums, 0.99), last.get());
    }

    private static void add(long[] sums, @Nullable AtomicLongArray window) {
        if (window != null) {
            for (int i = 0; i < BUCKETS; i++) {
                sums[i] += window.get(i);
            }
        }
    }

    private static long quantile(long[] sums, double part) {
        long all = 0;
        for (long each : sums) {
            all += each;
        }
        long wanted = (long) Math.ceil(all * part);
        long seen = 0;
        for (int i = 0; i < BUCKETS && all > 0; i++) {
            seen += sums[i];
            if (seen >= wanted) {
                return middleMicros(i);
            }
        }
        return 0;
    }

    private static long middleMicros(int bucket) {
        double nanos = Math.scalb(PARTS + bucket % PARTS + 0.5, LOWEST - 2 + bucket / PARTS);
        return Math.max(1, Math.round(nanos / 1000));
    }
}

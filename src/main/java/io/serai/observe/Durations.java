package io.serai.observe;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// How long messages took, by the bounds that Prometheus is told. Has no lock and allocates nothing.
/// Thread-safe.
public final class Durations {

    /// In seconds; what took longer than the last is in a bucket of its own.
    private static final double[] BOUNDS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5};

    private static final double NANOS = 1e9;

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
    private final LongAdder sum = new LongAdder();

    /// Counts one duration.
    ///
    /// @param nanos at least 0
    public void add(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS.length && nanos > BOUNDS[bucket] * NANOS) {
            bucket++;
        }
        counts.getAndIncrement(bucket);
        sum.add(nanos);
    }

    /// The upper bounds of the buckets in seconds, the last one without end.
    static double[] bounds() {
        double[] bounds = new double[BOUNDS.length + 1];
        System.arraycopy(BOUNDS, 0, bounds, 0, BOUNDS.length);
        bounds[BOUNDS.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    /// How many are in each bucket, and in none before it.
    public long[] counts() {
        long[] copy = new long[counts.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts.get(i);
        }
        return copy;
    }

    /// All together, in seconds.
    double sum() {
        return sum.sum() / NANOS;
    }
}

package io.serai.bench;

import java.util.Arrays;

/// How long the answers of one measurement took. Immutable.
final class Delays {

    private final long[] sorted;

    /// Of the first `count` of `nanos`.
    Delays(long[] nanos, int count) {
        sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
    }

    /// In milliseconds; not a number when there was no answer.
    double percentile(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }
}

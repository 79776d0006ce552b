package io.serai.store.sqlite;

import io.serai.store.SeriesPoint;
import io.serai.store.SeriesStore;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// What was added to series and waits for the disk. Bounded; never blocks for the disk. Thread-safe.
final class WaitingSeries {

    /// Single values, and spans.
    static final int MOST_WAITING = 100_000;

    private static final long[] WIDTHS = {SeriesStore.SHORT_SPAN_MS, SeriesStore.LONG_SPAN_MS};

    private final ReentrantLock lock = new ReentrantLock();
    private Batch waiting = new Batch();
    private boolean closed;

    private record Single(String name, SeriesPoint point) {}

    private record Declared(String unit, boolean isState) {}

    private record SpanKey(String name, long width, long time) {}

    private static final class Sum {
        long count;
        double min = Double.POSITIVE_INFINITY;
        double total;
        double max = Double.NEGATIVE_INFINITY;

        void add(double value) {
            count++;
            min = Math.min(min, value);
            total += value;
            max = Math.max(max, value);
        }
    }

    /// What is written together. Not thread-safe.
    static final class Batch {
        private final Map<String, Declared> declared = new HashMap<>();
        private final List<Single> singles = new ArrayList<>();
        private final Map<SpanKey, Sum> sums = new HashMap<>();

        boolean isEmpty() {
            return declared.isEmpty() && singles.isEmpty() && sums.isEmpty();
        }

        void writeTo(SqliteSeriesRows rows) throws SQLException {
            for (Map.Entry<String, Declared> each : declared.entrySet()) {
                rows.declare(each.getKey(), each.getValue().unit(), each.getValue().isState());
            }
            for (Single each : singles) {
                rows.add(each.name(), each.point());
            }
            for (Map.Entry<SpanKey, Sum> each : sums.entrySet()) {
                SpanKey key = each.getKey();
                Sum sum = each.getValue();
                rows.sum(
                        key.name(),
                        key.width(),
                        new SqliteSeriesRows.Sum(
                                key.time(), sum.count, sum.min, sum.total, sum.max));
            }
        }
    }

    void declare(String name, String unit, boolean isState) {
        lock.lock();
        try {
            Declared before = waiting.declared.get(name);
            waiting.declared.put(
                    name, new Declared(unit, before == null ? isState : before.isState()));
        } finally {
            lock.unlock();
        }
    }

    /// False when it was not taken.
    boolean add(String name, SeriesPoint point) {
        lock.lock();
        try {
            if (closed || waiting.singles.size() >= MOST_WAITING) {
                return false;
            }
            return waiting.singles.add(new Single(name, point));
        } finally {
            lock.unlock();
        }
    }

    void sum(String name, long time, double value) {
        lock.lock();
        try {
            for (long width : WIDTHS) {
                long begin = Math.floorDiv(time, width) * width;
                if (!closed && waiting.sums.size() < MOST_WAITING) {
                    waiting.sums
                            .computeIfAbsent(new SpanKey(name, width, begin), _ -> new Sum())
                            .add(value);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Everything that waits, which then waits no more.
    Batch take() {
        lock.lock();
        try {
            Batch taken = waiting;
            waiting = new Batch();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// Nothing is added from now on.
    ///
    /// @return false when that was so already
    boolean close() {
        lock.lock();
        try {
            boolean wasOpen = !closed;
            closed = true;
            return wasOpen;
        } finally {
            lock.unlock();
        }
    }
}

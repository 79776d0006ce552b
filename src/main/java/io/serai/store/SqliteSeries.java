package io.serai.store;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Series in an SQLite file of their own.
public final class SqliteSeries implements SeriesStore {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteSeries.class);

    /// Single values that wait for the disk.
    static final int MOST_WAITING = 100_000;

    private static final long SINGLE_NUMBERS_MS = Duration.ofDays(7).toMillis();
    private static final long SINGLE_STATES_MS = Duration.ofDays(366).toMillis();
    private static final long SHORT_SPANS_MS = Duration.ofDays(366).toMillis();
    private static final int TIDY_ROWS = 20_000;

    private static final List<String> SET_UP =
            List.of(
                    "PRAGMA synchronous = NORMAL",
                    """
                    CREATE TABLE IF NOT EXISTS series (
                        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
                        unit TEXT NOT NULL, state INTEGER NOT NULL)
                    """,
                    // The value has no type of its own: a number stays one, a word too.
                    """
                    CREATE TABLE IF NOT EXISTS point (
                        series INTEGER NOT NULL, time INTEGER NOT NULL, value,
                        PRIMARY KEY (series, time)) WITHOUT ROWID
                    """,
                    """
                    CREATE TABLE IF NOT EXISTS span (
                        width INTEGER NOT NULL, series INTEGER NOT NULL, time INTEGER NOT NULL,
                        n INTEGER NOT NULL, min REAL NOT NULL, sum REAL NOT NULL, max REAL NOT NULL,
                        PRIMARY KEY (width, series, time)) WITHOUT ROWID
                    """,
                    "CREATE TABLE IF NOT EXISTS alive (id INTEGER PRIMARY KEY, time INTEGER NOT NULL)");

    private final Path file;
    private final Connection connection;
    private final SqliteSeriesRows rows;
    private final long mostBytes;

    /// Guards the connection.
    private final ReentrantLock disk = new ReentrantLock();

    /// Guards what waits; never held while the disk is written.
    private final ReentrantLock lock = new ReentrantLock();

    private Waiting waiting = new Waiting();
    private @Nullable Waiting failed;
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

    private static final class Waiting {
        final Map<String, Declared> declared = new HashMap<>();
        final List<Single> singles = new ArrayList<>();
        final Map<SpanKey, Sum> sums = new HashMap<>();

        boolean isEmpty() {
            return declared.isEmpty() && singles.isEmpty() && sums.isEmpty();
        }
    }

    private SqliteSeries(Path file, Connection connection, long mostBytes) {
        this.file = file;
        this.connection = connection;
        this.mostBytes = mostBytes;
        rows = new SqliteSeriesRows(connection);
    }

    /// Opens `file`, making it and its folder when missing.
    ///
    /// @param now names the file set aside when the old one is corrupt
    /// @param mostBytes how large it may become
    /// @throws StoreException when neither the old nor a new file can be opened
    public static SqliteSeries open(Path file, Instant now, long mostBytes) {
        return new SqliteSeries(file, SqliteFile.open(file, now, SET_UP), mostBytes);
    }

    @Override
    public Map<String, Boolean> kinds() {
        flush();
        return onDisk(rows::kinds);
    }

    @Override
    public void declare(String name, String unit, boolean isState) {
        lock.lock();
        try {
            Declared before = waiting.declared.get(name);
            waiting.declared.put(
                    name, new Declared(unit, before == null ? isState : before.isState()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean add(String name, SeriesPoint point) {
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

    @Override
    public void sum(String name, long time, double value) {
        lock.lock();
        try {
            for (long width : new long[] {SHORT_SPAN_MS, LONG_SPAN_MS}) {
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

    @Override
    public void flush() {
        disk.lock();
        try {
            Waiting batch = failed;
            if (batch == null) {
                batch = take();
            }
            if (batch.isEmpty()) {
                return;
            }
            try {
                write(batch);
                if (failed != null) {
                    failed = null;
                    LOG.info("{} is written again.", file);
                }
            } catch (SQLException e) {
                if (failed == null) {
                    LOG.warn(
                            "{} cannot be written: {}. Free space on its disk or repair it; it is tried"
                                    + " again.",
                            file,
                            e.getMessage());
                }
                failed = batch;
            }
        } finally {
            disk.unlock();
        }
    }

    private Waiting take() {
        lock.lock();
        try {
            Waiting taken = waiting;
            waiting = new Waiting();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void write(Waiting batch) throws SQLException {
        execute("BEGIN IMMEDIATE");
        try {
            for (Map.Entry<String, Declared> each : batch.declared.entrySet()) {
                rows.declare(each.getKey(), each.getValue().unit(), each.getValue().isState());
            }
            for (Single each : batch.singles) {
                rows.add(each.name(), each.point());
            }
            for (Map.Entry<SpanKey, Sum> each : batch.sums.entrySet()) {
                SpanKey key = each.getKey();
                Sum sum = each.getValue();
                rows.sum(
                        key.name(),
                        key.width(),
                        new SqliteSeriesRows.Sum(
                                key.time(), sum.count, sum.min, sum.total, sum.max));
            }
            execute("COMMIT");
        } catch (SQLException e) {
            try {
                execute("ROLLBACK");
            } catch (SQLException again) {
                e.addSuppressed(again); // a full disk has ended the transaction already
            }
            throw e;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public List<SeriesFacts> all() {
        flush();
        return onDisk(rows::all);
    }

    @Override
    public Optional<SeriesFacts> find(String name) {
        flush();
        return onDisk(() -> rows.find(name));
    }

    @Override
    public long count(String name, long from, long to) {
        flush();
        return onDisk(() -> rows.count(name, from, to));
    }

    @Override
    public List<SeriesPoint> points(String name, long from, long to, int most) {
        flush();
        return onDisk(() -> rows.points(name, from, to, most));
    }

    @Override
    public List<SeriesSpan> spans(String name, long from, long to, long step) {
        flush();
        return onDisk(() ->
                step < SHORT_SPAN_MS
                        ? rows.spansOfPoints(name, from, to, step)
                        : rows.spans(
                                name,
                                from,
                                to,
                                step,
                                step % LONG_SPAN_MS == 0 ? LONG_SPAN_MS : SHORT_SPAN_MS));
    }

    @Override
    public @Nullable Long lastAlive() {
        return onDisk(rows::alive).orElse(null);
    }

    @Override
    public void alive(long time) {
        onDisk(() -> {
            rows.alive(time);
            return true;
        });
    }

    @Override
    public void interrupt(long time) {
        flush();
        onDisk(() -> rows.interrupt(time));
    }

    @Override
    public void tidy(long now) {
        int left = TIDY_ROWS;
        onDisk(() -> {
            rows.forgetPoints(false, now - SINGLE_NUMBERS_MS);
            rows.forgetPoints(true, now - SINGLE_STATES_MS);
            rows.forgetSpans(SHORT_SPAN_MS, now - SHORT_SPANS_MS);
            return true;
        });
        while (left > 0) {
            int gone = onDisk(() -> size() > mostBytes ? rows.forgetOldest(TIDY_ROWS / 10) : 0);
            if (gone == 0) {
                break;
            }
            left -= gone;
        }
        onDisk(() -> {
            try (Statement statement = connection.createStatement()) {
                // Not execute(), which takes the first step only: each gives one page back.
                return statement.executeUpdate("PRAGMA incremental_vacuum");
            }
        });
    }

    /// What is in use of the file.
    private long size() throws SQLException {
        return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
    }

    private long pragma(String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private interface Work<T> {
        T done() throws SQLException;
    }

    private <T> T onDisk(Work<T> work) {
        disk.lock();
        try {
            return work.done();
        } catch (SQLException e) {
            throw new StoreException(
                    "%s cannot be read or written: %s".formatted(file, e.getMessage()), e);
        } finally {
            disk.unlock();
        }
    }

    /// Writes what waits first.
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        flush();
        onDisk(() -> {
            rows.close();
            connection.close();
            return true;
        });
    }
}

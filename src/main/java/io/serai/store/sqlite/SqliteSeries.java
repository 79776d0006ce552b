package io.serai.store.sqlite;

import io.serai.store.SeriesFacts;
import io.serai.store.SeriesPoint;
import io.serai.store.SeriesSpan;
import io.serai.store.SeriesStore;
import io.serai.store.StoreException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Series in an SQLite file of their own.
public final class SqliteSeries implements SeriesStore {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteSeries.class);

    /// Forgotten in one turn for want of room, about.
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
    private final Instant begun;
    private final long mostBytes;
    private final WaitingSeries waiting = new WaitingSeries();

    /// Guards the connection and what is tried again; never taken by who adds.
    private final ReentrantLock disk = new ReentrantLock();

    private WaitingSeries.@Nullable Batch failed;

    private @Nullable Opened opened;

    /// What works on the file while it is open.
    private record Opened(
            Connection connection, SqliteSeriesRows rows, SqliteSeriesTidying tidying) {}

    private SqliteSeries(Path file, Instant begun, long mostBytes) {
        this.file = file;
        this.begun = begun;
        this.mostBytes = mostBytes;
    }

    private Opened opened() throws SQLException {
        Opened known = opened;
        if (known == null) {
            Connection connection = SqliteFile.open(file, begun, SET_UP);
            known =
                    new Opened(
                            connection,
                            new SqliteSeriesRows(connection),
                            new SqliteSeriesTidying(connection, mostBytes));
            opened = known;
        }
        return known;
    }

    /// Opens `file`, making it and its folder when missing.
    ///
    /// @param now names the file set aside when the old one is corrupt
    /// @param mostBytes how large it may become
    /// @return also when the file is there and cannot be opened now: it is tried again whenever something is
    ///     to be read or written, which fails until then
    /// @throws StoreException when it is not there and cannot be made
    public static SqliteSeries open(Path file, Instant now, long mostBytes) {
        var series = new SqliteSeries(file, now, mostBytes);
        try {
            series.opened();
        } catch (SQLException e) {
            if (!Files.exists(file)) {
                throw new StoreException(
                        "%s cannot be opened: %s. Make data.dir writable or name another."
                                .formatted(file, e.getMessage()),
                        e);
            }
            LOG.warn(
                    "{} cannot be opened: {}. {} It is tried again.",
                    file,
                    e.getMessage(),
                    SqliteFile.remedy(file, e));
        }
        return series;
    }

    @Override
    public Map<String, Boolean> kinds() {
        flush();
        return onDisk(it -> it.rows().kinds());
    }

    @Override
    public void declare(String name, String unit, boolean isState) {
        waiting.declare(name, unit, isState);
    }

    @Override
    public boolean add(String name, SeriesPoint point) {
        return waiting.add(name, point);
    }

    @Override
    public void sum(String name, long time, double value) {
        waiting.sum(name, time, value);
    }

    @Override
    public void flush() {
        disk.lock();
        try {
            WaitingSeries.Batch batch = failed;
            if (batch == null) {
                batch = waiting.take();
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

    private void write(WaitingSeries.Batch batch) throws SQLException {
        execute("BEGIN IMMEDIATE");
        try {
            batch.writeTo(opened().rows());
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
        try (Statement statement = opened().connection().createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public List<SeriesFacts> all() {
        flush();
        return onDisk(it -> it.rows().all());
    }

    @Override
    public Optional<SeriesFacts> find(String name) {
        flush();
        return onDisk(it -> it.rows().find(name));
    }

    @Override
    public long count(String name, long from, long to) {
        flush();
        return onDisk(it -> it.rows().count(name, from, to));
    }

    @Override
    public List<SeriesPoint> points(String name, long from, long to, int most) {
        flush();
        return onDisk(it -> it.rows().points(name, from, to, most));
    }

    @Override
    public List<SeriesSpan> spans(String name, long from, long to, long step) {
        flush();
        return onDisk(it ->
                step < SHORT_SPAN_MS
                        ? it.rows().spansOfPoints(name, from, to, step)
                        : it.rows()
                                .spans(
                                        name,
                                        from,
                                        to,
                                        step,
                                        step % LONG_SPAN_MS == 0 ? LONG_SPAN_MS : SHORT_SPAN_MS));
    }

    @Override
    public @Nullable Long lastAlive() {
        return onDisk(it -> it.rows().alive()).orElse(null);
    }

    @Override
    public void alive(long time) {
        onDisk(it -> {
            it.rows().alive(time);
            return true;
        });
    }

    @Override
    public void interrupt(long time) {
        flush();
        onDisk(it -> it.rows().interrupt(time));
    }

    @Override
    public void tidy(long now) {
        onDisk(it -> {
            it.tidying().forgetOld(now);
            return true;
        });
        int left = TIDY_ROWS;
        while (left > 0) {
            int gone = onDisk(it -> it.tidying().forgetOldest());
            if (gone == 0) {
                break;
            }
            left -= gone;
        }
        onDisk(it -> {
            it.tidying().giveBack();
            return true;
        });
    }

    private interface Work<T> {
        T done(Opened on) throws SQLException;
    }

    private <T> T onDisk(Work<T> work) {
        disk.lock();
        try {
            return work.done(opened());
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
        if (!waiting.close()) {
            return;
        }
        flush();
        disk.lock();
        try {
            Opened last = opened;
            if (last != null) {
                last.rows().close();
                last.connection().close();
            }
        } catch (SQLException e) {
            throw new StoreException(file + " could not be closed: " + e.getMessage(), e);
        } finally {
            disk.unlock();
        }
    }
}

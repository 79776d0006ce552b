package io.serai.store.sqlite;

import io.serai.store.Change;
import io.serai.store.Changes;
import io.serai.store.FailedMessage;
import io.serai.store.FailedMessages;
import io.serai.store.FlowVersions;
import io.serai.store.MessageQueue;
import io.serai.store.MessageQueues;
import io.serai.store.StateFilter;
import io.serai.store.StateRow;
import io.serai.store.Store;
import io.serai.store.StoreException;
import io.serai.store.StoreWatch;
import io.serai.store.TimerRow;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/// One SQLite file in write-ahead mode with everything that must survive: states, timers, messages that
/// wait or failed, versions of flows, small values. What is said to be kept has reached the disk itself, so
/// that it survives a power cut too; a small value survives a kill.
///
/// A damaged file is set aside and a new one is begun. One that cannot be written stays, is read as far as
/// that is possible, and is tried again until it can. Thread-safe.
public final class SqliteStore implements Store, MessageQueues {

    /// The name of the file in the gateway's data folder.
    public static final String NAME = "serai.db";

    private final Path file;
    private final SqliteReader reader;
    private final SqliteAccess access;
    private final SqliteQueues queues;
    private final SqliteNodes nodes;
    private final SqliteFailures failures;
    private final FlowVersions versions;
    private final boolean takesOver;
    private final List<String> setUp;
    private final Instant opened;
    private final ReentrantLock loading = new ReentrantLock();
    private boolean loaded;

    private SqliteStore(
            Path file,
            Timekeeper time,
            int mostFailures,
            boolean takesOver,
            List<String> setUp,
            StoreWatch watch) {
        this.file = file;
        this.takesOver = takesOver;
        this.setUp = setUp;
        opened = time.now();
        reader = new SqliteReader(file);
        Connection first = null;
        @Nullable SQLException trouble = null;
        try {
            first = prepared(SqliteFile.open(file, opened, setUp));
        } catch (SQLException e) {
            if (!Files.exists(file)) {
                throw new StoreException(
                        "%s cannot be opened: %s. Make data.dir writable or name another."
                                .formatted(file, e.getMessage()),
                        e);
            }
            trouble = e;
        }
        var written = new AtomicReference<@Nullable SqliteQueues>();
        var commits =
                new GroupCommit(
                        new GroupCommit.Services(
                                file,
                                this::reopen,
                                change -> {
                                    SqliteQueues known = written.get();
                                    if (known != null) {
                                        known.written(change);
                                    }
                                },
                                watch),
                        first,
                        trouble);
        access = new SqliteAccess(reader, commits);
        queues = new SqliteQueues(access, time);
        written.set(queues);
        nodes = new SqliteNodes(access);
        failures = new SqliteFailures(access, mostFailures);
        versions = new SqliteFlowVersions(access);
        var _ = isReadable();
    }

    /// Opens the store of a data folder, making it when missing, and takes over what the last release kept
    /// elsewhere.
    ///
    /// @param mostFailures how many failed messages are kept, at least 1
    /// @throws StoreException when it is not there and cannot be made, or is of a newer Serai
    public static SqliteStore openIn(
            Path data, Timekeeper time, int mostFailures, StoreWatch watch) {
        return new SqliteStore(data.resolve(NAME), time, mostFailures, true, List.of(), watch);
    }

    /// Opens `file`, making it and its folder when missing.
    ///
    /// @param mostFailures how many failed messages are kept, at least 1
    /// @throws StoreException when it is not there and cannot be made, or is of a newer Serai
    public static SqliteStore open(Path file, Timekeeper time, int mostFailures) {
        return open(file, time, mostFailures, StoreWatch.NONE);
    }

    public static SqliteStore open(Path file, Timekeeper time, int mostFailures, StoreWatch watch) {
        return new SqliteStore(file, time, mostFailures, false, List.of(), watch);
    }

    /// With a file that takes no more than so many pages of 4 KiB: a disk that gets full.
    public static SqliteStore openSmall(Path file, Timekeeper time, int mostFailures, int pages) {
        return new SqliteStore(
                file,
                time,
                mostFailures,
                false,
                List.of("PRAGMA max_page_count = " + pages),
                StoreWatch.NONE);
    }

    private Connection reopen() throws SQLException {
        Connection connection = prepared(SqliteFile.open(file, setUp));
        reader.reopen();
        return connection;
    }

    private Connection prepared(Connection connection) throws SQLException {
        try {
            Schema.execute(connection, "PRAGMA journal_size_limit = 4000000");
            Schema.migrate(connection, file);
            if (takesOver) {
                FormerMessages.takeOver(
                        connection, file.toAbsolutePath().resolveSibling("").normalize(), opened);
            }
            try (Statement statement = connection.createStatement()) {
                // Not execute(), which takes the first step only: each gives one page back.
                statement.executeUpdate("PRAGMA incremental_vacuum");
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /// Whether what was kept can be read; once it could, it is taken to stay so. Until then nobody can know
    /// what an earlier run has left.
    public boolean isReadable() {
        loading.lock();
        try {
            if (loaded) {
                return true;
            }
            if (takesOver && FormerMessages.isThere(file.resolveSibling(FormerMessages.NAME))) {
                return false;
            }
            queues.load();
            failures.load();
            loaded = true;
            access.commits().retry();
            return true;
        } catch (StoreException _) {
            return false; // the writer says why
        } finally {
            loading.unlock();
        }
    }

    /// The newest failed messages of a data folder that a gateway may be using, which is left as it is.
    ///
    /// @param most at least 1
    /// @return nothing when nothing was kept there
    /// @throws StoreException when it cannot be read
    public static List<FailedMessage> failedIn(Path data, int most) {
        for (String name : List.of(FormerMessages.NAME, NAME)) {
            Path file = data.resolve(name);
            if (FormerMessages.isThere(file)) {
                try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + "?mode=ro")) {
                    return newest(connection, most);
                } catch (SQLException e) {
                    throw new StoreException(
                            "%s cannot be read: %s".formatted(file, e.getMessage()), e);
                }
            }
        }
        return List.of();
    }

    private static List<FailedMessage> newest(Connection connection, int most) throws SQLException {
        List<String> columns =
                SqliteReader.read(
                        connection,
                        "SELECT name FROM pragma_table_info('failed')",
                        row -> row.getString(1));
        if (columns.isEmpty()) {
            return List.of();
        }
        String sql =
                SqliteFailures.FAILED.formatted(columns.contains("route") ? "route" : "'' AS route")
                        + SqliteFailures.NEWEST;
        return SqliteReader.read(
                        connection,
                        columns.contains("properties")
                                ? sql
                                : sql.replace("properties", "NULL AS properties"),
                        SqliteFailures::kept,
                        most)
                .stream()
                .map(FailedMessages.Kept::failure)
                .toList();
    }

    /// The record of failed messages.
    public FailedMessages failed() {
        return failures;
    }

    /// The deployed versions of every flow.
    public FlowVersions versions() {
        return versions;
    }

    @Override
    public MessageQueue queue(String name) {
        return queues.queue(name);
    }

    @Override
    public Set<String> waiting() {
        return queues.waiting();
    }

    @Override
    public void rename(String from, String to, Changes with) {
        queues.rename(from, to, with);
    }

    @Override
    public void renameFlow(String from, String to, Changes with) {
        for (String table : List.of("state", "timer")) {
            with.add(
                    new Change.Work(
                            200,
                            connection ->
                                    SqlChanges.update(
                                            connection,
                                            "UPDATE OR REPLACE %s SET flow = ? WHERE flow = ?"
                                                    .formatted(table),
                                            to,
                                            from)));
        }
    }

    @Override
    public CompletionStage<Void> commit(Changes changes) {
        return access.commits().commit(changes);
    }

    @Override
    public void write(Changes changes) {
        access.write(changes);
    }

    @Override
    public Map<String, String> states(String flow, String node) {
        return nodes.states(flow, node);
    }

    @Override
    public List<StateRow> states(StateFilter which, int most) {
        return nodes.states(which, most);
    }

    @Override
    public List<TimerRow> timers(String flow) {
        return nodes.timers(flow);
    }

    @Override
    public Optional<String> get(String area, String owner, String key) {
        Optional<Change.Keyed> unsaved =
                access.commits().unsaved(new Change.Cell(Change.Table.KEPT, area, owner, key));
        if (unsaved.isPresent() && unsaved.get() instanceof Change.Value it) {
            return Optional.ofNullable(it.value());
        }
        return reader
                .read(
                        "SELECT value FROM kept WHERE area = ? AND owner = ? AND key = ?",
                        row -> row.getString(1),
                        area,
                        owner,
                        key)
                .stream()
                .findFirst();
    }

    @Override
    public Map<String, String> all(String area, String owner) {
        Map<String, String> found = new HashMap<>();
        reader.read(
                "SELECT key, value FROM kept WHERE area = ? AND owner = ?",
                row -> found.put(row.getString(1), row.getString(2)),
                area,
                owner);
        for (Change.Keyed each : access.commits().unsaved()) {
            if (each instanceof Change.Value(var cell, var value) && cell.isOf(area, owner)) {
                SqliteNodes.set(found, cell.key(), value);
            }
        }
        return found;
    }

    @Override
    public void put(String area, String owner, String key, String value) {
        if (!holds(area, owner, key, Optional.of(value))) {
            keep(area, owner, new Change.Value(area, owner, key, value));
        }
    }

    @Override
    public void remove(String area, String owner, String key) {
        if (!holds(area, owner, key, Optional.empty())) {
            keep(area, owner, new Change.Value(area, owner, key, null));
        }
    }

    /// What changes nothing costs no write, and is no news for a disk that takes none.
    private boolean holds(String area, String owner, String key, Optional<String> value) {
        try {
            return get(area, owner, key).equals(value);
        } catch (StoreException _) {
            return false; // the writer tells the reason as well
        }
    }

    @Override
    public void move(String area, String from, String to) {
        keep(
                area,
                from,
                new Change.Work(
                        200,
                        connection ->
                                SqlChanges.update(
                                        connection,
                                        "UPDATE OR REPLACE kept SET owner = ?3 WHERE area = ?1 AND owner = ?2",
                                        area,
                                        from,
                                        to)));
    }

    private void keep(String area, String owner, Change change) {
        try {
            access.write(new Changes().add(change));
        } catch (StoreException e) {
            throw new StoreException(
                    "%s/%s could not be kept: %s".formatted(area, owner, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        // The last to close the file takes over its log, which one that only reads cannot.
        reader.close();
        access.commits().close();
    }
}

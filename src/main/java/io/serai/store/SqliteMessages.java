package io.serai.store;

import io.serai.mqtt.MqttMessage;
import io.serai.time.Timekeeper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// Messages that wait and messages that failed, in one SQLite file. What is said to be kept has reached
/// the disk itself, so that it survives a power cut too. Thread-safe.
public final class SqliteMessages implements MessageQueues {

    private static final List<String> SET_UP =
            List.of(
                    "PRAGMA synchronous = FULL",
                    "PRAGMA journal_size_limit = 4000000",
                    "CREATE TABLE IF NOT EXISTS waiting (id INTEGER PRIMARY KEY, queue TEXT NOT NULL,"
                            + " since INTEGER NOT NULL, "
                            + MessageRow.DEFINITION
                            + ")",
                    "CREATE INDEX IF NOT EXISTS waiting_in_order ON waiting (queue, id)",
                    "CREATE TABLE IF NOT EXISTS failed (id INTEGER PRIMARY KEY AUTOINCREMENT,"
                            + " time INTEGER NOT NULL, flow TEXT NOT NULL, place TEXT NOT NULL,"
                            + " reason TEXT NOT NULL, "
                            + MessageRow.DEFINITION
                            + ", route TEXT NOT NULL DEFAULT '')",
                    "PRAGMA incremental_vacuum");

    /// What is read of a failed message; a file of before its route was kept has none.
    private static final String FAILED =
            "SELECT id, time, flow, %s, place, reason, " + MessageRow.COLUMNS + " FROM failed ";

    private static final String SELECT_FAILED = FAILED.formatted("route");
    private static final String NEWEST = "ORDER BY id DESC LIMIT ?";

    private static final long PATIENCE_S = 30;

    private final Path file;
    private final Timekeeper time;
    private final Connection reading;
    private final Connection writing;
    private final GroupCommit commits;
    private final ReentrantLock readers = new ReentrantLock();
    private final ReentrantLock order = new ReentrantLock();
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();
    private final Failures failures;
    private long lastId;

    private SqliteMessages(Path file, Timekeeper time, int mostFailures, List<String> setUp) {
        this.file = file;
        this.time = time;
        writing = SqliteFile.open(file, time.now(), setUp);
        addMissingColumns();
        reading = SqliteFile.open(file, time.now(), List.of());
        commits = new GroupCommit(writing, file.toString());
        failures = new Failures(mostFailures);
        read(
                "SELECT queue, COUNT(*), MAX(id) FROM waiting GROUP BY queue",
                row -> {
                    known(row.getString(1)).count.set(row.getLong(2));
                    lastId = Math.max(lastId, row.getLong(3));
                    return row;
                });
        read(
                "SELECT COUNT(*) FROM failed",
                row -> {
                    failures.count.set(row.getLong(1));
                    return row;
                });
    }

    /// A file of an earlier Serai gets the columns that it lacks.
    private void addMissingColumns() {
        try {
            for (String table : List.of("waiting", "failed")) {
                addMissing(table, "properties", "BLOB");
            }
            addMissing("failed", "route", "TEXT NOT NULL DEFAULT ''");
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private void addMissing(String table, String column, String type) throws SQLException {
        if (!hasColumn(writing, table, column)) {
            try (Statement statement = writing.createStatement()) {
                statement.executeUpdate(
                        "ALTER TABLE %s ADD COLUMN %s %s".formatted(table, column, type));
            }
        }
    }

    private static boolean hasColumn(Connection connection, String table, String column)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM pragma_table_info(?) WHERE name = ?")) {
            statement.setString(1, table);
            statement.setString(2, column);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    /// Opens `file`, making it and its folder when missing.
    ///
    /// @param mostFailures how many failed messages are kept, at least 1
    /// @throws StoreException when neither the old nor a new file can be opened
    public static SqliteMessages open(Path file, Timekeeper time, int mostFailures) {
        return new SqliteMessages(file, time, mostFailures, SET_UP);
    }

    /// The newest failed messages in a file that a gateway may be using, which it leaves as it is.
    ///
    /// @param most at least 1
    /// @return nothing when there is no such file
    /// @throws StoreException when it cannot be read
    public static List<FailedMessage> failedIn(Path file, int most) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
                PreparedStatement statement =
                        connection.prepareStatement(
                                FAILED.formatted(
                                                hasColumn(connection, "failed", "route")
                                                        ? "route"
                                                        : "'' AS route")
                                        + NEWEST)) {
            statement.setInt(1, most);
            List<FailedMessage> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(failedMessage(rows).failure());
                }
            }
            return found;
        } catch (SQLException e) {
            throw new StoreException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static FailedMessages.Kept failedMessage(ResultSet row) throws SQLException {
        return new FailedMessages.Kept(
                row.getLong("id"),
                new FailedMessage(
                        Instant.ofEpochMilli(row.getLong("time")),
                        row.getString("flow"),
                        row.getString("route"),
                        row.getString("place"),
                        row.getString("reason"),
                        MessageRow.get(row)));
    }

    /// With a file that takes no more than so many pages of 4 KiB: a disk that gets full.
    static SqliteMessages openSmall(Path file, Timekeeper time, int mostFailures, int pages) {
        List<String> setUp = new ArrayList<>(SET_UP);
        setUp.add("PRAGMA max_page_count = " + pages);
        return new SqliteMessages(file, time, mostFailures, setUp);
    }

    /// The record of failed messages.
    public FailedMessages failed() {
        return failures;
    }

    @Override
    public MessageQueue queue(String name) {
        return known(name);
    }

    private Queue known(String name) {
        return queues.computeIfAbsent(name, Queue::new);
    }

    @Override
    public Set<String> waiting() {
        return queues.values().stream()
                .filter(each -> each.count() > 0)
                .map(each -> each.name)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void rename(String from, String to) {
        if (from.equals(to)) {
            return;
        }
        var moved = new AtomicLong();
        try {
            commits.commit(connection -> moved.set(rename(connection, from, to)))
                    .get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreException(
                    "what waits in \"%s\" of %s could not be moved to \"%s\": %s"
                            .formatted(
                                    from,
                                    file,
                                    to,
                                    e instanceof ExecutionException
                                            ? e.getCause().getMessage()
                                            : "the disk does not answer"),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while a queue was renamed", e);
        }
        known(from).count.addAndGet(-moved.get());
        known(to).count.addAndGet(moved.get());
    }

    private static long rename(Connection connection, String from, String to) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE waiting SET queue = ? WHERE queue = ?")) {
            update.setString(1, to);
            update.setString(2, from);
            return update.executeUpdate();
        }
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> read(String sql, Row<T> each, Object... parameters) {
        readers.lock();
        try (PreparedStatement statement = reading.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(each.read(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw unreadable(e);
        } finally {
            readers.unlock();
        }
    }

    private StoreException unreadable(SQLException cause) {
        return new StoreException(
                "%s cannot be read: %s".formatted(file, cause.getMessage()), cause);
    }

    /// One queue of the file.
    private final class Queue implements MessageQueue {

        private final String name;
        private final AtomicLong count = new AtomicLong();

        /// Their deletion is not on disk yet.
        private final Set<Long> removed = ConcurrentHashMap.newKeySet();

        private Queue(String name) {
            this.name = name;
        }

        @Override
        public Appended append(MqttMessage message) {
            long since = time.now().toEpochMilli();
            count.incrementAndGet();
            order.lock();
            try {
                long id = ++lastId;
                return new Appended(
                        id,
                        commits.commit(connection -> insert(connection, id, since, message))
                                .whenComplete((_, failure) -> {
                                    if (failure != null) {
                                        count.decrementAndGet();
                                    }
                                }));
            } finally {
                order.unlock();
            }
        }

        private void insert(Connection connection, long id, long since, MqttMessage message)
                throws SQLException {
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO waiting (id, queue, since, %s) VALUES (?, ?, ?, %s)"
                                    .formatted(MessageRow.COLUMNS, MessageRow.MARKS))) {
                insert.setLong(1, id);
                insert.setString(2, name);
                insert.setLong(3, since);
                MessageRow.set(insert, 4, message);
                insert.executeUpdate();
            }
        }

        @Override
        public List<Waiting> after(long id, int most) {
            // A removal may reach the disk while this reads.
            Set<Long> gone =
                    removed.stream()
                            .filter(each -> each > id)
                            .collect(Collectors.toUnmodifiableSet());
            return read(
                            "SELECT id, since, %s FROM waiting WHERE queue = ? AND id > ? ORDER BY id LIMIT ?"
                                    .formatted(MessageRow.COLUMNS),
                            row ->
                                    new Waiting(
                                            row.getLong("id"),
                                            Instant.ofEpochMilli(row.getLong("since")),
                                            MessageRow.get(row)),
                            name,
                            id,
                            most + gone.size())
                    .stream()
                    .filter(each -> !gone.contains(each.id()))
                    .limit(most)
                    .toList();
        }

        @Override
        public void remove(long id) {
            count.decrementAndGet();
            removed.add(id);
            var _ =
                    commits.soon(
                                    connection -> {
                                        try (PreparedStatement delete =
                                                connection.prepareStatement(
                                                        "DELETE FROM waiting WHERE id = ?")) {
                                            delete.setLong(1, id);
                                            delete.executeUpdate();
                                        }
                                    })
                            .thenRun(() -> removed.remove(id));
        }

        @Override
        public long count() {
            return count.get();
        }
    }

    /// The failed messages of the file.
    private final class Failures implements FailedMessages {

        private final int most;
        private final AtomicLong count = new AtomicLong();
        private final AtomicLong forgotten = new AtomicLong();
        private final AtomicLong changes = new AtomicLong();

        private Failures(int most) {
            this.most = most;
        }

        @Override
        public CompletionStage<Void> add(FailedMessage failure) {
            return commits.commit(connection -> insert(connection, failure))
                    .thenRun(() -> {
                        if (count.incrementAndGet() > most) {
                            count.decrementAndGet();
                            forgotten.incrementAndGet();
                            var _ = commits.soon(Failures::deleteOldest);
                        }
                        changes.incrementAndGet();
                    });
        }

        private static void insert(Connection connection, FailedMessage failure)
                throws SQLException {
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO failed (time, flow, route, place, reason, %s) VALUES (?, ?, ?, ?, ?, %s)"
                                    .formatted(MessageRow.COLUMNS, MessageRow.MARKS))) {
                insert.setLong(1, failure.time().toEpochMilli());
                insert.setString(2, failure.flow());
                insert.setString(3, failure.route());
                insert.setString(4, failure.place());
                insert.setString(5, failure.reason());
                MessageRow.set(insert, 6, failure.message());
                insert.executeUpdate();
            }
        }

        private static void deleteOldest(Connection connection) throws SQLException {
            try (PreparedStatement delete =
                    connection.prepareStatement(
                            "DELETE FROM failed WHERE id = (SELECT MIN(id) FROM failed)")) {
                delete.executeUpdate();
            }
        }

        @Override
        public List<Kept> list(Optional<String> flow, int atMost) {
            return flow.isPresent()
                    ? read(
                            SELECT_FAILED + "WHERE flow = ? " + NEWEST,
                            SqliteMessages::failedMessage,
                            flow.get(),
                            atMost)
                    : read(SELECT_FAILED + NEWEST, SqliteMessages::failedMessage, atMost);
        }

        @Override
        public Optional<Kept> find(long id) {
            return read(SELECT_FAILED + "WHERE id = ?", SqliteMessages::failedMessage, id).stream()
                    .findFirst();
        }

        @Override
        public CompletionStage<Boolean> remove(long id) {
            var removed = new AtomicBoolean();
            return commits.commit(connection -> removed.set(delete(connection, id)))
                    .thenApply(_ -> {
                        if (removed.get()) {
                            count.decrementAndGet();
                            changes.incrementAndGet();
                        }
                        return removed.get();
                    });
        }

        private static boolean delete(Connection connection, long id) throws SQLException {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM failed WHERE id = ?")) {
                delete.setLong(1, id);
                return delete.executeUpdate() > 0;
            }
        }

        @Override
        public long count(String flow) {
            return read("SELECT COUNT(*) FROM failed WHERE flow = ?", row -> row.getLong(1), flow)
                    .getFirst();
        }

        @Override
        public long changes() {
            return changes.get();
        }

        @Override
        public long count() {
            return count.get();
        }

        @Override
        public long forgotten() {
            return forgotten.get();
        }
    }

    @Override
    public void close() {
        commits.close();
        readers.lock();
        try (writing;
                reading) {
            queues.clear();
        } catch (SQLException e) {
            throw new StoreException(file + " could not be closed: " + e.getMessage(), e);
        } finally {
            readers.unlock();
        }
    }
}

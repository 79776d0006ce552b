package io.serai.store.sqlite;

import io.serai.store.Change;
import io.serai.store.Changes;
import io.serai.store.FailedMessage;
import io.serai.store.FailedMessages;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// The failed messages of a store's file. Thread-safe.
final class SqliteFailures implements FailedMessages {

    /// What is read of a failed message; a file of before its route was kept has none.
    static final String FAILED =
            "SELECT id, time, flow, %s, place, reason, " + MessageRow.COLUMNS + " FROM failed ";

    static final String NEWEST = "ORDER BY id DESC LIMIT ?";
    private static final String SELECT = FAILED.formatted("route");

    private final SqliteAccess access;
    private final int most;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong forgotten = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();

    /// @param most how many are kept, at least 1
    SqliteFailures(SqliteAccess access, int most) {
        this.access = access;
        this.most = most;
    }

    /// Once, before anything is added.
    void load() {
        count.set(
                access.reader()
                        .read("SELECT COUNT(*) FROM failed", row -> row.getLong(1))
                        .getFirst());
    }

    static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getLong("id"),
                new FailedMessage(
                        Instant.ofEpochMilli(row.getLong("time")),
                        row.getString("flow"),
                        row.getString("route"),
                        row.getString("place"),
                        row.getString("reason"),
                        MessageRow.get(row)));
    }

    @Override
    public CompletionStage<Void> add(FailedMessage failure) {
        var with = new Changes();
        add(failure, with);
        return access.commits().commit(with);
    }

    @Override
    public void add(FailedMessage failure, Changes with) {
        var dropped = new AtomicBoolean();
        with.add(
                        new Change.Work(
                                1000 + failure.message().payload().length,
                                connection -> {
                                    insert(connection, failure);
                                    dropped.set(count.get() >= most && deleteOldest(connection));
                                }))
                .whenKept(() -> {
                    if (dropped.get()) {
                        forgotten.incrementAndGet();
                    } else {
                        count.incrementAndGet();
                    }
                    changes.incrementAndGet();
                });
    }

    private static void insert(Connection connection, FailedMessage failure) throws SQLException {
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

    private static boolean deleteOldest(Connection connection) throws SQLException {
        return SqlChanges.update(
                        connection, "DELETE FROM failed WHERE id = (SELECT MIN(id) FROM failed)")
                > 0;
    }

    @Override
    public List<Kept> list(Optional<String> flow, int atMost) {
        return flow.isPresent()
                ? access.reader()
                        .read(
                                SELECT + "WHERE flow = ? " + NEWEST,
                                SqliteFailures::kept,
                                flow.get(),
                                atMost)
                : access.reader().read(SELECT + NEWEST, SqliteFailures::kept, atMost);
    }

    @Override
    public Optional<Kept> find(long id) {
        return access.reader().read(SELECT + "WHERE id = ?", SqliteFailures::kept, id).stream()
                .findFirst();
    }

    @Override
    public CompletionStage<Boolean> remove(long id) {
        var removed = new AtomicBoolean();
        var with =
                new Changes()
                        .add(
                                new Change.Work(
                                        100,
                                        connection ->
                                                removed.set(
                                                        SqlChanges.update(
                                                                        connection,
                                                                        "DELETE FROM failed WHERE id = ?",
                                                                        id)
                                                                > 0)));
        return access.commits()
                .commit(with)
                .thenApply(_ -> {
                    if (removed.get()) {
                        count.decrementAndGet();
                        changes.incrementAndGet();
                    }
                    return removed.get();
                });
    }

    @Override
    public long count(String flow) {
        return access.reader()
                .read("SELECT COUNT(*) FROM failed WHERE flow = ?", row -> row.getLong(1), flow)
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

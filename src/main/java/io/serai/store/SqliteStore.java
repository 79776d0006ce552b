package io.serai.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// One SQLite file in write-ahead mode: what [#put] wrote survives a kill, and a power cut loses at
/// most the last checkpoint's worth of unsynced writes, never the file. A file that cannot be read
/// is set aside and a new one is begun.
public final class SqliteStore implements Store {

    private static final List<String> SET_UP =
            List.of(
                    "PRAGMA synchronous = NORMAL",
                    """
                    CREATE TABLE IF NOT EXISTS kept (
                        area TEXT NOT NULL, owner TEXT NOT NULL, key TEXT NOT NULL,
                        value TEXT NOT NULL,
                        PRIMARY KEY (area, owner, key)) WITHOUT ROWID
                    """,
                    SqliteFlowVersions.TABLE);

    private final ReentrantLock lock = new ReentrantLock();
    private final Path file;
    private final Connection connection;
    private final FlowVersions versions;

    private SqliteStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
        versions = new SqliteFlowVersions(file, connection, lock);
    }

    /// Opens `file`, making it and its folder when missing.
    ///
    /// @param now names the file set aside when the old one is corrupt
    /// @throws StoreException when neither the old nor a new file can be opened
    public static SqliteStore open(Path file, Instant now) {
        return new SqliteStore(file, SqliteFile.open(file, now, SET_UP));
    }

    @Override
    public Optional<String> get(String area, String owner, String key) {
        return query(
                "SELECT value FROM kept WHERE area = ? AND owner = ? AND key = ?",
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        return rows.next()
                                ? Optional.of(rows.getString(1))
                                : Optional.<String>empty();
                    }
                },
                area,
                owner,
                key);
    }

    @Override
    public Map<String, String> all(String area, String owner) {
        return query(
                "SELECT key, value FROM kept WHERE area = ? AND owner = ?",
                statement -> {
                    Map<String, String> values = new HashMap<>();
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            values.put(rows.getString(1), rows.getString(2));
                        }
                    }
                    return values;
                },
                area,
                owner);
    }

    @Override
    public void put(String area, String owner, String key, String value) {
        query(
                "INSERT INTO kept (area, owner, key, value) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (area, owner, key) DO UPDATE SET value = excluded.value",
                PreparedStatement::executeUpdate,
                area,
                owner,
                key,
                value);
    }

    @Override
    public void remove(String area, String owner, String key) {
        query(
                "DELETE FROM kept WHERE area = ? AND owner = ? AND key = ?",
                PreparedStatement::executeUpdate,
                area,
                owner,
                key);
    }

    @Override
    public void move(String area, String from, String to) {
        query(
                "UPDATE OR REPLACE kept SET owner = ?3 WHERE area = ?1 AND owner = ?2",
                PreparedStatement::executeUpdate,
                area,
                from,
                to);
    }

    /// The deployed versions of every flow, in the same file.
    public FlowVersions versions() {
        return versions;
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T> T query(String sql, Work<T> work, String... parameters) {
        lock.lock();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return work.with(statement);
        } catch (SQLException e) {
            throw new StoreException(
                    "%s: %s/%s could not be kept or read: %s"
                            .formatted(file, parameters[0], parameters[1], e.getMessage()),
                    e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException(file + " could not be closed: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}

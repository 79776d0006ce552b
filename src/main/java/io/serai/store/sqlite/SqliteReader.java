package io.serai.store.sqlite;

import io.serai.store.StoreException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Reads a file beside its writer, also when it cannot be written. Thread-safe.
final class SqliteReader implements AutoCloseable {

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection connection;
    private boolean closed;

    SqliteReader(Path file) {
        this.file = file;
    }

    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// @throws StoreException when it cannot be read, or has not the tables of this release yet
    <T> List<T> read(String sql, Row<T> each, Object... parameters) {
        lock.lock();
        try {
            return read(open(), sql, each, parameters);
        } catch (SQLException e) {
            disconnect(e);
            throw new StoreException(
                    "%s cannot be read: %s. %s"
                            .formatted(file, e.getMessage(), SqliteFile.remedy(file, e)),
                    e);
        } finally {
            lock.unlock();
        }
    }

    private Connection open() throws SQLException {
        if (closed) {
            throw new SQLException("it is closed");
        }
        Connection open = connection;
        if (open == null) {
            open = SqliteFile.openToRead(file);
            connection = open;
            int version = Schema.version(open);
            if (version != Schema.VERSION) {
                throw new SQLException(
                        "its tables are of version %d, and it cannot be brought to %d now"
                                .formatted(version, Schema.VERSION));
            }
        }
        return open;
    }

    static <T> List<T> read(Connection connection, String sql, Row<T> each, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
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
        }
    }

    /// What is read next is what lies there now.
    void reopen() {
        lock.lock();
        try {
            disconnect(null);
        } finally {
            lock.unlock();
        }
    }

    private void disconnect(@Nullable SQLException cause) {
        try (Connection _ = connection) {
            connection = null;
        } catch (SQLException e) {
            if (cause != null) {
                cause.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            disconnect(null);
        } finally {
            lock.unlock();
        }
    }
}

package io.serai.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.flow.FlowVersion;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The versions in the file of a [SqliteStore]. One is a single row, so that a kill leaves it whole or
/// absent; its kamelets are JSON text.
final class SqliteFlowVersions implements FlowVersions {

    /// The oldest of a flow go, never the newest, so the next number after the highest is always new.
    static final String TABLE =
            """
            CREATE TABLE IF NOT EXISTS flow_version (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                flow TEXT NOT NULL, number INTEGER NOT NULL, time INTEGER NOT NULL,
                deployed_by TEXT NOT NULL, file TEXT NOT NULL, text TEXT NOT NULL,
                kamelets TEXT NOT NULL, note TEXT NOT NULL,
                UNIQUE (flow, number))
            """;

    private static final String SELECT =
            "SELECT flow, number, time, deployed_by, file, text, kamelets, note FROM flow_version";

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final Path file;
    private final Connection connection;
    private final ReentrantLock lock;
    private final ObjectMapper json = new ObjectMapper();

    /// @param lock held by whoever uses `connection`
    SqliteFlowVersions(Path file, Connection connection, ReentrantLock lock) {
        this.file = file;
        this.connection = connection;
        this.lock = lock;
    }

    @Override
    public FlowVersion add(FlowVersion version) {
        lock.lock();
        try {
            execute("BEGIN IMMEDIATE");
            try {
                FlowVersion kept = insert(version, nextNumber(version.flow()));
                forgetOldest(version.flow());
                execute("COMMIT");
                return kept;
            } catch (SQLException | JsonProcessingException e) {
                rollback(e);
                throw e;
            }
        } catch (SQLException | JsonProcessingException e) {
            throw notKept(version.flow(), e);
        } finally {
            lock.unlock();
        }
    }

    private int nextNumber(String flow) throws SQLException {
        try (PreparedStatement newest =
                connection.prepareStatement(
                        "SELECT COALESCE(MAX(number), 0) FROM flow_version WHERE flow = ?")) {
            newest.setString(1, flow);
            try (ResultSet rows = newest.executeQuery()) {
                rows.next();
                return rows.getInt(1) + 1;
            }
        }
    }

    private FlowVersion insert(FlowVersion version, int number)
            throws SQLException, JsonProcessingException {
        // Milliseconds, as in the file, so that what is handed back is what will be read.
        Instant time = Instant.ofEpochMilli(version.time().toEpochMilli());
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO flow_version (flow, number, time, deployed_by, file, text,"
                                + " kamelets, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, version.flow());
            insert.setInt(2, number);
            insert.setLong(3, time.toEpochMilli());
            insert.setString(4, version.by());
            insert.setString(5, version.file());
            insert.setString(6, version.text());
            insert.setString(7, json.writeValueAsString(version.kamelets()));
            insert.setString(8, version.note());
            insert.executeUpdate();
        }
        return new FlowVersion(
                version.flow(),
                number,
                time,
                version.by(),
                version.file(),
                version.text(),
                version.kamelets(),
                version.note());
    }

    private void forgetOldest(String flow) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM flow_version WHERE flow = ?1 AND number <="
                                + " (SELECT MAX(number) FROM flow_version WHERE flow = ?1) - ?2")) {
            delete.setString(1, flow);
            delete.setInt(2, MOST_PER_FLOW);
            delete.executeUpdate();
        }
    }

    @Override
    public void note(String flow, int number, String note) {
        lock.lock();
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE flow_version SET note = ? WHERE flow = ? AND number = ?")) {
            update.setString(1, note);
            update.setString(2, flow);
            update.setInt(3, number);
            update.executeUpdate();
        } catch (SQLException e) {
            throw notKept(flow, e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<FlowVersion> newest(String flow) {
        return of(flow, 1).stream().findFirst();
    }

    @Override
    public Optional<FlowVersion> find(String flow, int number) {
        return read(SELECT + " WHERE flow = ? AND number = ?", flow, number).stream().findFirst();
    }

    @Override
    public List<FlowVersion> of(String flow, int most) {
        return read(SELECT + " WHERE flow = ? ORDER BY number DESC LIMIT ?", flow, most);
    }

    @Override
    public List<FlowVersion> all(int most) {
        return read(SELECT + " ORDER BY id DESC LIMIT ?", most);
    }

    private List<FlowVersion> read(String sql, Object... parameters) {
        lock.lock();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<FlowVersion> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(version(rows));
                }
            }
            return found;
        } catch (SQLException | JsonProcessingException e) {
            throw new StoreException(
                    "%s: the versions of flows cannot be read: %s".formatted(file, e.getMessage()),
                    e);
        } finally {
            lock.unlock();
        }
    }

    private FlowVersion version(ResultSet row) throws SQLException, JsonProcessingException {
        return new FlowVersion(
                row.getString("flow"),
                row.getInt("number"),
                Instant.ofEpochMilli(row.getLong("time")),
                row.getString("deployed_by"),
                row.getString("file"),
                row.getString("text"),
                json.readValue(row.getString("kamelets"), TEXTS),
                row.getString("note"));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void rollback(Exception cause) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e); // a full disk has ended the transaction already
        }
    }

    private StoreException notKept(String flow, Exception cause) {
        return new StoreException(
                "%s: the version of %s could not be kept: %s"
                        .formatted(file, flow, cause.getMessage()),
                cause);
    }
}

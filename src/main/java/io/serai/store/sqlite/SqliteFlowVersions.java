package io.serai.store.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.flow.FlowVersion;
import io.serai.store.Change;
import io.serai.store.Changes;
import io.serai.store.FlowVersions;
import io.serai.store.StoreException;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

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

    private final SqliteAccess access;
    private final ObjectMapper json = new ObjectMapper();

    SqliteFlowVersions(SqliteAccess access) {
        this.access = access;
    }

    @Override
    public FlowVersion add(FlowVersion version) {
        String kamelets;
        try {
            kamelets = json.writeValueAsString(version.kamelets());
        } catch (JsonProcessingException e) {
            throw notKept(version.flow(), e);
        }
        var kept = new AtomicReference<@Nullable FlowVersion>();
        write(
                version.flow(),
                kamelets.length() + version.text().length(),
                connection -> {
                    int number = nextNumber(connection, version.flow());
                    kept.set(insert(connection, version, number, kamelets));
                    forgetOldest(connection, version.flow());
                });
        return Objects.requireNonNull(kept.get());
    }

    private void write(String flow, int characters, Change.Work.Sql sql) {
        try {
            access.write(new Changes().add(new Change.Work(2L * characters, sql)));
        } catch (StoreException e) {
            throw notKept(flow, e);
        }
    }

    private static int nextNumber(Connection connection, String flow) throws SQLException {
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

    private static FlowVersion insert(
            Connection connection, FlowVersion version, int number, String kamelets)
            throws SQLException {
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
            insert.setString(7, kamelets);
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

    private static void forgetOldest(Connection connection, String flow) throws SQLException {
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
        write(
                flow,
                note.length(),
                connection ->
                        SqlChanges.update(
                                connection,
                                "UPDATE flow_version SET note = ? WHERE flow = ? AND number = ?",
                                note,
                                flow,
                                number));
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
        return access.reader().read(sql, this::version, parameters);
    }

    private FlowVersion version(ResultSet row) throws SQLException {
        return new FlowVersion(
                row.getString("flow"),
                row.getInt("number"),
                Instant.ofEpochMilli(row.getLong("time")),
                row.getString("deployed_by"),
                row.getString("file"),
                row.getString("text"),
                kamelets(row.getString("kamelets")),
                row.getString("note"));
    }

    private Map<String, String> kamelets(String text) throws SQLException {
        try {
            return json.readValue(text, TEXTS);
        } catch (JsonProcessingException e) {
            throw new SQLException("the kamelets of a version are not JSON", e);
        }
    }

    private static StoreException notKept(String flow, Exception cause) {
        return new StoreException(
                "the version of %s could not be kept: %s".formatted(flow, cause.getMessage()),
                cause);
    }
}

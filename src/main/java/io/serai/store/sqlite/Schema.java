package io.serai.store.sqlite;

import io.serai.store.StoreException;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// The tables of the store by version number, which is SQLite's `user_version`.
final class Schema {

    /// What this release writes.
    static final int VERSION = 1;

    /// Version 0 is a file of before there were numbers, or a new one.
    private static final List<String> FIRST =
            List.of(
                    """
                    CREATE TABLE IF NOT EXISTS kept (
                        area TEXT NOT NULL, owner TEXT NOT NULL, key TEXT NOT NULL,
                        value TEXT NOT NULL,
                        PRIMARY KEY (area, owner, key)) WITHOUT ROWID
                    """,
                    SqliteFlowVersions.TABLE,
                    """
                    CREATE TABLE state (
                        flow TEXT NOT NULL, node TEXT NOT NULL, key TEXT NOT NULL,
                        value TEXT NOT NULL,
                        PRIMARY KEY (flow, node, key)) WITHOUT ROWID
                    """,
                    """
                    CREATE TABLE timer (
                        flow TEXT NOT NULL, node TEXT NOT NULL, key TEXT NOT NULL,
                        due INTEGER NOT NULL, payload TEXT NOT NULL,
                        PRIMARY KEY (flow, node, key)) WITHOUT ROWID
                    """,
                    "CREATE TABLE waiting (id INTEGER PRIMARY KEY, queue TEXT NOT NULL,"
                            + " since INTEGER NOT NULL, "
                            + MessageRow.DEFINITION
                            + ")",
                    "CREATE INDEX waiting_in_order ON waiting (queue, id)",
                    "CREATE TABLE failed (id INTEGER PRIMARY KEY AUTOINCREMENT,"
                            + " time INTEGER NOT NULL, flow TEXT NOT NULL, route TEXT NOT NULL,"
                            + " place TEXT NOT NULL, reason TEXT NOT NULL, "
                            + MessageRow.DEFINITION
                            + ")",
                    "CREATE TABLE taken_over (file TEXT PRIMARY KEY) WITHOUT ROWID");

    private Schema() {}

    /// Brings a file to [#VERSION], each step in a transaction of its own.
    ///
    /// @throws StoreException when it is of a newer Serai, which is left as it is
    static void migrate(Connection connection, Path file) throws SQLException {
        int version = version(connection);
        if (version > VERSION) {
            throw new StoreException(
                    "%s was written by a newer Serai (version %d of its tables; this one knows up to %d). It is"
                                    .formatted(file, version, VERSION)
                            + " left as it is. Install that Serai again, or name another data.dir.");
        }
        if (version < 1) {
            inOne(connection, 1, () -> first(connection));
        }
    }

    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private interface Migration {
        void run() throws SQLException;
    }

    private static void inOne(Connection connection, int version, Migration migration)
            throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        try {
            migration.run();
            execute(connection, "PRAGMA user_version = " + version);
            execute(connection, "COMMIT");
        } catch (SQLException e) {
            rollback(connection, e);
            throw e;
        }
    }

    private static void first(Connection connection) throws SQLException {
        for (String each : FIRST) {
            execute(connection, each);
        }
        List<String> flows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT DISTINCT flow FROM flow_version")) {
            while (rows.next()) {
                flows.add(rows.getString(1));
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT owner, key, value FROM kept WHERE area = 'threshold'");
                PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO state (flow, node, key, value) VALUES (?, ?, ?, ?)")) {
            while (rows.next()) {
                String owner = rows.getString(1);
                int flowEnd = flowEnd(owner, flows);
                insert.setString(1, owner.substring(0, flowEnd));
                insert.setString(2, owner.substring(flowEnd + 1));
                insert.setString(3, rows.getString(2));
                insert.setString(4, '"' + rows.getString(3) + '"');
                insert.executeUpdate();
            }
        }
        execute(connection, "DELETE FROM kept WHERE area = 'threshold'");
    }

    /// Of `flow/node`, where both may have slashes of their own.
    private static int flowEnd(String owner, List<String> flows) {
        return flows.stream()
                .filter(flow -> owner.startsWith(flow + "/"))
                .mapToInt(String::length)
                .max()
                .orElse(owner.lastIndexOf('/'));
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void rollback(Connection connection, Throwable cause) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e); // a full disk has ended the transaction already
        }
    }
}

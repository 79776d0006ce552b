package io.serai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// What a [Change] is in SQL.
final class SqlChanges {

    private SqlChanges() {}

    static void apply(Connection connection, Change change) throws SQLException {
        switch (change) {
            case Change.Value it -> apply(connection, it);
            case Change.State it -> apply(connection, it);
            case Change.Timer it -> apply(connection, it);
            case Change.Removal it ->
                    update(connection, "DELETE FROM waiting WHERE id = ?", it.id());
            case Change.Work it -> it.sql().apply(connection);
        }
    }

    private static void apply(Connection connection, Change.Value it) throws SQLException {
        String value = it.value();
        if (value == null) {
            update(
                    connection,
                    "DELETE FROM kept WHERE area = ? AND owner = ? AND key = ?",
                    it.area(),
                    it.owner(),
                    it.key());
        } else {
            update(
                    connection,
                    "INSERT OR REPLACE INTO kept (area, owner, key, value) VALUES (?, ?, ?, ?)",
                    it.area(),
                    it.owner(),
                    it.key(),
                    value);
        }
    }

    private static void apply(Connection connection, Change.State it) throws SQLException {
        String json = it.json();
        if (json == null) {
            update(
                    connection,
                    "DELETE FROM state WHERE flow = ? AND node = ? AND key = ?",
                    it.flow(),
                    it.node(),
                    it.key());
        } else {
            update(
                    connection,
                    "INSERT OR REPLACE INTO state (flow, node, key, value) VALUES (?, ?, ?, ?)",
                    it.flow(),
                    it.node(),
                    it.key(),
                    json);
        }
    }

    private static void apply(Connection connection, Change.Timer it) throws SQLException {
        TimerRow row = it.row();
        if (row == null) {
            update(
                    connection,
                    "DELETE FROM timer WHERE flow = ? AND node = ? AND key = ?",
                    it.flow(),
                    it.node(),
                    it.key());
        } else {
            update(
                    connection,
                    "INSERT OR REPLACE INTO timer (flow, node, key, due, payload)"
                            + " VALUES (?, ?, ?, ?, ?)",
                    it.flow(),
                    it.node(),
                    it.key(),
                    row.due().toEpochMilli(),
                    row.payload());
        }
    }

    static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }
}

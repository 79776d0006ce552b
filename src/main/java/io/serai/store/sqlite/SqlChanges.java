package io.serai.store.sqlite;

import io.serai.store.Change;
import io.serai.store.TimerRow;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// What a [Change] is in SQL.
final class SqlChanges {

    private SqlChanges() {}

    static void apply(Connection connection, Change change) throws SQLException {
        switch (change) {
            case Change.Value(var cell, var value) ->
                    set(
                            connection,
                            cell,
                            "INSERT OR REPLACE INTO kept (area, owner, key, value) VALUES (?, ?, ?, ?)",
                            value);
            case Change.State(var cell, var json) ->
                    set(
                            connection,
                            cell,
                            "INSERT OR REPLACE INTO state (flow, node, key, value) VALUES (?, ?, ?, ?)",
                            json);
            case Change.Timer(var cell, var row) -> set(connection, cell, row);
            case Change.Removal it ->
                    update(connection, "DELETE FROM waiting WHERE id = ?", it.id());
            case Change.Work it -> it.sql().apply(connection);
        }
    }

    private static void set(
            Connection connection, Change.Cell cell, String insertion, @Nullable String text)
            throws SQLException {
        if (text == null) {
            delete(connection, cell);
        } else {
            update(connection, insertion, cell.of(), cell.owner(), cell.key(), text);
        }
    }

    private static void set(Connection connection, Change.Cell cell, @Nullable TimerRow row)
            throws SQLException {
        if (row == null) {
            delete(connection, cell);
        } else {
            update(
                    connection,
                    "INSERT OR REPLACE INTO timer (flow, node, key, due, payload)"
                            + " VALUES (?, ?, ?, ?, ?)",
                    cell.of(),
                    cell.owner(),
                    cell.key(),
                    row.due().toEpochMilli(),
                    row.payload());
        }
    }

    private static void delete(Connection connection, Change.Cell cell) throws SQLException {
        update(
                connection,
                switch (cell.table()) {
                    case KEPT -> "DELETE FROM kept WHERE area = ? AND owner = ? AND key = ?";
                    case STATE -> "DELETE FROM state WHERE flow = ? AND node = ? AND key = ?";
                    case TIMER -> "DELETE FROM timer WHERE flow = ? AND node = ? AND key = ?";
                },
                cell.of(),
                cell.owner(),
                cell.key());
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

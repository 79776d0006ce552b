package io.serai.store.sqlite;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/// Takes over `messages.db`, in which the last release kept messages. A kill at any point leaves each of
/// them in one place that counts: what is written together with the messages tells the next start that
/// only the name is left to be changed.
final class FormerMessages {

    private static final Logger LOG = LoggerFactory.getLogger(FormerMessages.class);

    static final String NAME = "messages.db";
    static final String MIGRATED = NAME + ".migrated";

    private final Connection connection;
    private final Path file;

    private FormerMessages(Connection connection, Path folder) {
        this.connection = connection;
        file = folder.resolve(NAME);
    }

    /// @param now names the file set aside when it is damaged
    /// @throws SQLException when it cannot be done now; nothing is lost then
    static void takeOver(Connection connection, Path folder, Instant now) throws SQLException {
        new FormerMessages(connection, folder).takeOver(now);
    }

    private void takeOver(Instant now) throws SQLException {
        if (isThere(file)) {
            try {
                copy();
            } catch (SQLException e) {
                if (!SqliteFile.isDamage(e)) {
                    throw e;
                }
                SqliteFile.setAside(file, now, e);
            }
            rename();
        }
        Schema.execute(connection, "DELETE FROM taken_over");
    }

    /// An empty file, which a gateway of this release may have made, holds nothing.
    static boolean isThere(Path file) {
        return file.toFile().length() > 0;
    }

    private void copy() throws SQLException {
        try (PreparedStatement attach = connection.prepareStatement("ATTACH ? AS former")) {
            attach.setString(1, file.toString());
            attach.executeUpdate();
        }
        try {
            Schema.execute(connection, "BEGIN IMMEDIATE");
            try {
                if (number("SELECT COUNT(*) FROM taken_over") == 0) {
                    int waiting = copy("waiting", "queue, since");
                    int failed = copy("failed", "time, flow, place, reason", "route", "''");
                    Schema.execute(connection, "INSERT INTO taken_over VALUES ('" + NAME + "')");
                    LOG.info(
                            "{}: {} waiting and {} failed messages are in {} now.",
                            file,
                            waiting,
                            failed,
                            SqliteStore.NAME);
                }
                Schema.execute(connection, "COMMIT");
            } catch (SQLException e) {
                Schema.rollback(connection, e);
                throw e;
            }
        } finally {
            Schema.execute(connection, "DETACH former");
        }
    }

    private int copy(String table, String columns) throws SQLException {
        return copy(table, columns, "", "");
    }

    /// @param added a column that files of before it was there lack
    /// @param instead what they get
    private int copy(String table, String columns, String added, String instead)
            throws SQLException {
        if (number("SELECT COUNT(*) FROM pragma_table_info('%s', 'former')".formatted(table))
                == 0) {
            return 0;
        }
        String message = MessageRow.COLUMNS.replace(", properties", "");
        long offset = number("SELECT COALESCE(MAX(id), 0) FROM main." + table);
        String more = added.isEmpty() ? "" : ", " + added;
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(
                    "INSERT INTO main.%1$s (id, %2$s, %3$s, properties%4$s) SELECT id + %5$d, %2$s, %3$s, %6$s%7$s FROM former.%1$s ORDER BY id"
                            .formatted(
                                    table,
                                    columns,
                                    message,
                                    more,
                                    offset,
                                    has(table, "properties") ? "properties" : "NULL",
                                    added.isEmpty() || has(table, added) ? more : ", " + instead));
        }
    }

    private boolean has(String table, String column) throws SQLException {
        return number(
                        "SELECT COUNT(*) FROM pragma_table_info('%s', 'former') WHERE name = '%s'"
                                .formatted(table, column))
                > 0;
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private void rename() throws SQLException {
        if (!Files.exists(file)) {
            return;
        }
        Path migrated = file.resolveSibling(MIGRATED);
        for (int i = 1; Files.exists(migrated); i++) {
            migrated = file.resolveSibling(MIGRATED + "-" + i);
        }
        try {
            Files.move(file, migrated);
            for (String journal : new String[] {"-wal", "-shm"}) {
                Files.deleteIfExists(file.resolveSibling(NAME + journal));
            }
        } catch (IOException e) {
            throw new SQLException("%s cannot be renamed: %s".formatted(file, e), e);
        }
        LOG.info("{} is of no use any more; it was renamed to {}.", file, migrated.getFileName());
    }
}

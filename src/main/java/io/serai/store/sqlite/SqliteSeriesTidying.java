package io.serai.store.sqlite;

import io.serai.store.SeriesStore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// Forgets what [SqliteSeries] has kept for long enough, or has no room for. Not thread-safe.
final class SqliteSeriesTidying {

    /// Forgotten at once for want of room.
    static final int ROWS_AT_ONCE = 2000;

    private static final long SINGLE_NUMBERS_MS = Duration.ofDays(7).toMillis();
    private static final long SINGLE_STATES_MS = Duration.ofDays(366).toMillis();
    private static final long SHORT_SPANS_MS = Duration.ofDays(366).toMillis();

    private final Connection connection;
    private final long mostBytes;

    /// @param mostBytes how large the file may become
    SqliteSeriesTidying(Connection connection, long mostBytes) {
        this.connection = connection;
        this.mostBytes = mostBytes;
    }

    void forgetOld(long now) throws SQLException {
        forgetPoints(false, now - SINGLE_NUMBERS_MS);
        forgetPoints(true, now - SINGLE_STATES_MS);
        update(
                "DELETE FROM span WHERE width = ? AND time < ?",
                SeriesStore.SHORT_SPAN_MS,
                now - SHORT_SPANS_MS);
    }

    private void forgetPoints(boolean ofStates, long before) throws SQLException {
        update(
                "DELETE FROM point WHERE time < ? AND series IN"
                        + " (SELECT id FROM series WHERE state = ?)",
                before,
                ofStates ? 1 : 0);
    }

    /// When the file is too large: single values first, then the short spans, then the long ones.
    ///
    /// @return how many
    int forgetOldest() throws SQLException {
        if (size() <= mostBytes) {
            return 0;
        }
        int gone =
                update(
                        """
                        DELETE FROM point WHERE (series, time) IN
                            (SELECT series, time FROM point ORDER BY time LIMIT ?)
                        """,
                        ROWS_AT_ONCE);
        for (long width : new long[] {SeriesStore.SHORT_SPAN_MS, SeriesStore.LONG_SPAN_MS}) {
            if (gone > 0) {
                break;
            }
            gone =
                    update(
                            """
                            DELETE FROM span WHERE width = ?1 AND (series, time) IN
                                (SELECT series, time FROM span WHERE width = ?1
                                    ORDER BY time LIMIT ?2)
                            """,
                            width,
                            ROWS_AT_ONCE);
        }
        return gone;
    }

    /// Gives the pages that are free back to the disk.
    void giveBack() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Not execute(), which takes the first step only: each gives one page back.
            statement.executeUpdate("PRAGMA incremental_vacuum");
        }
    }

    private int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /// What is in use of the file.
    private long size() throws SQLException {
        return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
    }

    private long pragma(String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}

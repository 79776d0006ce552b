package io.serai.store.sqlite;

import io.serai.store.SeriesFacts;
import io.serai.store.SeriesPoint;
import io.serai.store.SeriesSpan;
import io.serai.store.SeriesStore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The statements of [SqliteSeries], each prepared once. Not thread-safe.
final class SqliteSeriesRows implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final Map<String, Long> ids = new HashMap<>();

    record Sum(long time, long count, double min, double total, double max) {}

    SqliteSeriesRows(Connection connection) {
        this.connection = connection;
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    void declare(String name, String unit, boolean isState) throws SQLException {
        prepare(
                        "INSERT INTO series (name, unit, state) VALUES (?, ?, ?)"
                                + " ON CONFLICT (name) DO UPDATE SET unit = excluded.unit",
                        name,
                        unit,
                        isState ? 1 : 0)
                .executeUpdate();
    }

    Map<String, Boolean> kinds() throws SQLException {
        Map<String, Boolean> found = new HashMap<>();
        try (ResultSet rows = prepare("SELECT name, state FROM series").executeQuery()) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getInt(2) == 1);
            }
        }
        return found;
    }

    /// 0 when there is none.
    private long id(String name) throws SQLException {
        Long known = ids.get(name);
        if (known != null) {
            return known;
        }
        try (ResultSet row = prepare("SELECT id FROM series WHERE name = ?", name).executeQuery()) {
            if (!row.next()) {
                return 0;
            }
            long id = row.getLong(1);
            ids.put(name, id);
            return id;
        }
    }

    void add(String name, SeriesPoint point) throws SQLException {
        PreparedStatement statement =
                prepare("INSERT OR REPLACE INTO point (series, time, value) VALUES (?, ?, ?)");
        statement.setLong(1, id(name));
        statement.setLong(2, point.time());
        statement.setObject(3, point.value());
        statement.executeUpdate();
    }

    void sum(String name, long width, Sum sum) throws SQLException {
        prepare(
                        """
                        INSERT INTO span (width, series, time, n, min, sum, max)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (width, series, time) DO UPDATE SET
                            n = n + excluded.n, min = min(min, excluded.min),
                            sum = sum + excluded.sum, max = max(max, excluded.max)
                        """,
                        width,
                        id(name),
                        sum.time(),
                        sum.count(),
                        sum.min(),
                        sum.total(),
                        sum.max())
                .executeUpdate();
    }

    private static final String FACTS =
            """
            SELECT name, unit, state,
                (SELECT count(*) FROM point WHERE series = id AND value IS NOT NULL),
                (SELECT min(time) FROM point WHERE series = id),
                (SELECT max(time) FROM point WHERE series = id AND value IS NOT NULL),
                (SELECT min(time) FROM span WHERE width = 3600000 AND series = id)
            FROM series
            """;

    List<SeriesFacts> all() throws SQLException {
        try (ResultSet rows = prepare(FACTS + " ORDER BY name").executeQuery()) {
            return facts(rows);
        }
    }

    Optional<SeriesFacts> find(String name) throws SQLException {
        try (ResultSet rows = prepare(FACTS + " WHERE name = ?", name).executeQuery()) {
            return facts(rows).stream().findFirst();
        }
    }

    private List<SeriesFacts> facts(ResultSet rows) throws SQLException {
        List<SeriesFacts> found = new ArrayList<>();
        while (rows.next()) {
            String name = rows.getString(1);
            long last = rows.getLong(6);
            Optional<SeriesPoint> point =
                    rows.wasNull()
                            ? Optional.empty()
                            : Optional.of(points(name, last, last, 2).getLast());
            long firstPoint = rows.getLong(5);
            boolean hasPoint = !rows.wasNull();
            long firstSpan = rows.getLong(7);
            boolean hasSpan = !rows.wasNull();
            // A span that holds the first single value began before it.
            boolean isOlder =
                    hasSpan && (!hasPoint || firstSpan + SeriesStore.LONG_SPAN_MS <= firstPoint);
            found.add(
                    new SeriesFacts(
                            name,
                            rows.getString(2),
                            rows.getInt(3) == 1,
                            rows.getLong(4),
                            isOlder ? firstSpan : firstPoint,
                            point));
        }
        return found;
    }

    long count(String name, long from, long to) throws SQLException {
        try (ResultSet row =
                prepare(
                                "SELECT count(*) FROM point WHERE series = ? AND time BETWEEN ? AND ?",
                                id(name),
                                from,
                                to)
                        .executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    List<SeriesPoint> points(String name, long from, long to, int most) throws SQLException {
        List<SeriesPoint> found = new ArrayList<>();
        try (ResultSet rows =
                prepare(
                                """
                                SELECT time, value FROM point
                                WHERE series = ?1 AND time <= ?3 AND time >= coalesce(
                                    (SELECT max(time) FROM point WHERE series = ?1 AND time < ?2), ?2)
                                ORDER BY time LIMIT ?4
                                """,
                                id(name),
                                from,
                                to,
                                most)
                        .executeQuery()) {
            while (rows.next()) {
                Object value = rows.getObject(2);
                found.add(
                        new SeriesPoint(
                                rows.getLong(1),
                                value instanceof Number number
                                        ? (Object) number.doubleValue()
                                        : value));
            }
        }
        return found;
    }

    List<SeriesSpan> spansOfPoints(String name, long from, long to, long step) throws SQLException {
        try (ResultSet rows =
                prepare(
                                """
                                SELECT time / ?4 * ?4, count(value), min(value), avg(value), max(value)
                                FROM point WHERE series = ?1 AND time >= ?2 AND time < ?3
                                GROUP BY 1 HAVING count(value) > 0 ORDER BY 1
                                """,
                                id(name),
                                from,
                                to,
                                step)
                        .executeQuery()) {
            return spans(rows);
        }
    }

    List<SeriesSpan> spans(String name, long from, long to, long step, long width)
            throws SQLException {
        try (ResultSet rows =
                prepare(
                                """
                                SELECT time / ?4 * ?4, sum(n), min(min), sum(sum) / sum(n), max(max)
                                FROM span WHERE width = ?5 AND series = ?1 AND time >= ?2 / ?5 * ?5
                                    AND time < ?3
                                GROUP BY 1 ORDER BY 1
                                """,
                                id(name),
                                from,
                                to,
                                step,
                                width)
                        .executeQuery()) {
            return spans(rows);
        }
    }

    private static List<SeriesSpan> spans(ResultSet rows) throws SQLException {
        List<SeriesSpan> found = new ArrayList<>();
        while (rows.next()) {
            found.add(
                    new SeriesSpan(
                            rows.getLong(1),
                            rows.getLong(2),
                            rows.getDouble(3),
                            rows.getDouble(4),
                            rows.getDouble(5)));
        }
        return found;
    }

    Optional<Long> alive() throws SQLException {
        try (ResultSet row = prepare("SELECT time FROM alive").executeQuery()) {
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }

    void alive(long time) throws SQLException {
        prepare("INSERT OR REPLACE INTO alive (id, time) VALUES (1, ?)", time).executeUpdate();
    }

    int interrupt(long time) throws SQLException {
        return prepare(
                        """
                        INSERT OR IGNORE INTO point (series, time, value)
                        SELECT last.id, max(?, last.at + 1), NULL FROM
                            (SELECT id, (SELECT max(time) FROM point WHERE series = id) AS at
                                FROM series) AS last
                            JOIN point AS p ON p.series = last.id AND p.time = last.at
                        WHERE p.value IS NOT NULL
                        """,
                        time)
                .executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement each : prepared.values()) {
            each.close();
        }
    }
}

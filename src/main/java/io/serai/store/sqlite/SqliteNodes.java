package io.serai.store.sqlite;

import io.serai.store.Change;
import io.serai.store.Changes;
import io.serai.store.StateFilter;
import io.serai.store.StateRow;
import io.serai.store.StoreException;
import io.serai.store.TimerRow;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What nodes keep in a SQLite file, as it is read: with what the disk has refused so far. Thread-safe.
final class SqliteNodes {

    private final SqliteAccess access;

    SqliteNodes(SqliteAccess access) {
        this.access = access;
    }

    /// Lets what is under way to the disk get there, or be refused.
    private void settle() {
        try {
            access.write(new Changes());
        } catch (StoreException _) {
            // What it refuses is among what is unsaved.
        }
    }

    static <T> void set(Map<String, T> values, String key, @Nullable T value) {
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
    }

    Map<String, String> states(String flow, String node) {
        settle();
        Map<String, String> found = new HashMap<>();
        access.reader()
                .read(
                        "SELECT key, value FROM state WHERE flow = ? AND node = ?",
                        row -> found.put(row.getString(1), row.getString(2)),
                        flow,
                        node);
        for (Change.Keyed each : access.commits().unsaved()) {
            if (each instanceof Change.State(var cell, var json) && cell.isOf(flow, node)) {
                set(found, cell.key(), json);
            }
        }
        return found;
    }

    List<StateRow> states(StateFilter which, int most) {
        settle();
        List<Change.State> unsaved = new ArrayList<>();
        for (Change.Keyed each : access.commits().unsaved()) {
            if (each instanceof Change.State state
                    && which.takes(state.cell().of(), state.cell().owner(), state.cell().key())) {
                unsaved.add(state);
            }
        }
        if (unsaved.isEmpty()) {
            return saved(which, most);
        }
        Map<Change.Cell, StateRow> found =
                new TreeMap<>(
                        Comparator.comparing(Change.Cell::of)
                                .thenComparing(Change.Cell::owner)
                                .thenComparing(Change.Cell::key));
        // Each of those may take away one that was read.
        for (StateRow each :
                saved(which, (int) Math.min(Integer.MAX_VALUE, most + 0L + unsaved.size()))) {
            found.put(
                    new Change.Cell(Change.Table.STATE, each.flow(), each.node(), each.key()),
                    each);
        }
        for (Change.State each : unsaved) {
            Change.Cell cell = each.cell();
            if (each.json() == null) {
                found.remove(cell);
            } else {
                found.put(cell, new StateRow(cell.of(), cell.owner(), cell.key(), each.json()));
            }
        }
        return found.values().stream().limit(most).toList();
    }

    private List<StateRow> saved(StateFilter which, int most) {
        var where = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        which.flow()
                .ifPresent(flow -> {
                    where.append("WHERE flow = ?");
                    parameters.add(flow);
                });
        which.node()
                .ifPresent(node -> {
                    where.append(" AND node = ?");
                    parameters.add(node);
                });
        which.key()
                .ifPresent(key -> {
                    where.append(" AND key = ?");
                    parameters.add(key);
                });
        parameters.add(most);
        return access.reader()
                .read(
                        "SELECT flow, node, key, value FROM state %s ORDER BY flow, node, key LIMIT ?"
                                .formatted(where),
                        row ->
                                new StateRow(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4)),
                        parameters.toArray());
    }

    List<TimerRow> timers(String flow) {
        settle();
        Map<String, TimerRow> found = new TreeMap<>();
        access.reader()
                .read(
                        "SELECT flow, node, key, due, payload FROM timer WHERE flow = ?",
                        row ->
                                found.put(
                                        row.getString(2) + '\n' + row.getString(3),
                                        new TimerRow(
                                                row.getString(1),
                                                row.getString(2),
                                                row.getString(3),
                                                Instant.ofEpochMilli(row.getLong(4)),
                                                row.getString(5))),
                        flow);
        for (Change.Keyed each : access.commits().unsaved()) {
            if (each instanceof Change.Timer(var cell, var row) && cell.of().equals(flow)) {
                set(found, cell.owner() + '\n' + cell.key(), row);
            }
        }
        return found.values().stream().sorted(Comparator.comparing(TimerRow::due)).toList();
    }
}

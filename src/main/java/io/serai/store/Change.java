package io.serai.store;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;

/// One change within a transaction.
public sealed interface Change {

    /// About how much of the memory it takes while it waits.
    long bytes();

    /// Says what is, whatever was before: of two for the same cell only the later one counts, so that it can
    /// be written later when the disk refuses it now.
    sealed interface Keyed extends Change {

        Object cell();

        /// Whether a power cut may undo it, as long as the process that ends does not.
        default boolean isLight() {
            return false;
        }
    }

    /// Where rows are that have a name of three parts.
    enum Table {
        KEPT,
        STATE,
        TIMER
    }

    /// One row by its name.
    ///
    /// @param of the area, or the flow
    /// @param owner or the node
    record Cell(Table table, String of, String owner, String key) {

        public boolean isOf(String wantedOf, String wantedOwner) {
            return of.equals(wantedOf) && owner.equals(wantedOwner);
        }

        /// @param content characters that are kept there
        private long bytes(int content) {
            return 200 + 2L * (key.length() + content);
        }
    }

    /// A small value.
    ///
    /// @param value null when it is removed
    record Value(Cell cell, @Nullable String value) implements Keyed {

        public Value(String area, String owner, String key, @Nullable String value) {
            this(new Cell(Table.KEPT, area, owner, key), value);
        }

        @Override
        public boolean isLight() {
            return true;
        }

        @Override
        public long bytes() {
            return cell.bytes(value == null ? 0 : value.length());
        }
    }

    /// What a node remembers.
    ///
    /// @param json null when it is forgotten
    record State(Cell cell, @Nullable String json) implements Keyed {

        public State(String flow, String node, String key, @Nullable String json) {
            this(new Cell(Table.STATE, flow, node, key), json);
        }

        @Override
        public long bytes() {
            return cell.bytes(json == null ? 0 : json.length());
        }
    }

    /// When a node goes on.
    ///
    /// @param row null when it is cancelled
    record Timer(Cell cell, @Nullable TimerRow row) implements Keyed {

        public Timer(String flow, String node, String key, @Nullable TimerRow row) {
            this(new Cell(Table.TIMER, flow, node, key), row);
        }

        @Override
        public long bytes() {
            return cell.bytes(row == null ? 0 : row.payload().length());
        }
    }

    /// A message leaves its queue.
    record Removal(long id) implements Keyed {

        @Override
        public Object cell() {
            return this;
        }

        @Override
        public boolean isLight() {
            return true;
        }

        @Override
        public long bytes() {
            return 60;
        }
    }

    /// Anything else; when the disk refuses it, who asked for it is told and it is forgotten.
    record Work(long bytes, Sql sql) implements Change {

        @FunctionalInterface
        public interface Sql {
            void apply(Connection connection) throws SQLException;
        }
    }
}

package io.serai.store;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;

/// One change within a transaction.
sealed interface Change {

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

    /// What a keyed change is about.
    record Cell(Class<? extends Keyed> kind, String of, String owner, String key) {}

    /// A small value.
    ///
    /// @param value null when it is removed
    record Value(String area, String owner, String key, @Nullable String value) implements Keyed {

        @Override
        public Object cell() {
            return new Cell(Value.class, area, owner, key);
        }

        @Override
        public boolean isLight() {
            return true;
        }

        @Override
        public long bytes() {
            return 200 + 2L * (key.length() + (value == null ? 0 : value.length()));
        }
    }

    /// What a node remembers.
    ///
    /// @param json null when it is forgotten
    record State(String flow, String node, String key, @Nullable String json) implements Keyed {

        @Override
        public Object cell() {
            return new Cell(State.class, flow, node, key);
        }

        @Override
        public long bytes() {
            return 200 + 2L * (key.length() + (json == null ? 0 : json.length()));
        }
    }

    /// When a node goes on.
    ///
    /// @param row null when it is cancelled
    record Timer(String flow, String node, String key, @Nullable TimerRow row) implements Keyed {

        @Override
        public Object cell() {
            return new Cell(Timer.class, flow, node, key);
        }

        @Override
        public long bytes() {
            return 200 + 2L * (key.length() + (row == null ? 0 : row.payload().length()));
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
        interface Sql {
            void apply(Connection connection) throws SQLException;
        }
    }
}

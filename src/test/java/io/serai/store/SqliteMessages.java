package io.serai.store;

import io.serai.store.sqlite.SqliteStore;
import io.serai.time.Timekeeper;

import java.nio.file.Path;
import java.util.Set;

/// The messages of a store's file alone, for tests of rooms that have nothing else in it.
public record SqliteMessages(SqliteStore store) implements MessageQueues {

    public static SqliteMessages open(Path file, Timekeeper time, int mostFailures) {
        return new SqliteMessages(SqliteStore.open(file, time, mostFailures));
    }

    public FailedMessages failed() {
        return store.failed();
    }

    @Override
    public MessageQueue queue(String name) {
        return store.queue(name);
    }

    @Override
    public Set<String> waiting() {
        return store.waiting();
    }

    @Override
    public void rename(String from, String to, Changes with) {
        store.rename(from, to, with);
    }

    @Override
    public void close() {
        store.close();
    }
}

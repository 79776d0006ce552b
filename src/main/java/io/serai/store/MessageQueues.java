package io.serai.store;

import java.util.Set;

/// The queues of messages on disk, by name (`outbox tcp://host:1883`). Thread-safe.
public interface MessageQueues extends AutoCloseable {

    /// The queue of that name, which may hold messages of an earlier run.
    MessageQueue queue(String name);

    /// Names of the queues in which something waits.
    Set<String> waiting();

    /// Writes what is under way and ends; an append after that fails.
    @Override
    void close();
}

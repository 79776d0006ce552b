package io.serai.store;

import java.util.Set;

/// The queues of messages on disk, by name (`outbox tcp://host:1883`). Thread-safe.
public interface MessageQueues extends AutoCloseable {

    /// The name of the queue of messages that wait for a route of a flow.
    static String inbox(String flow, String route) {
        return "inbox " + flow + " " + route;
    }

    /// The queue of that name, which may hold messages of an earlier run.
    MessageQueue queue(String name);

    /// Names of the queues in which something waits.
    Set<String> waiting();

    /// Gives the messages of one queue to another, where they are in order of their ids with those that are
    /// there. The queue stays in use: a message that was read from it can still be removed from it.
    ///
    /// @throws StoreException when it could not be kept; nothing has changed then
    void rename(String from, String to);

    /// Writes what is under way and ends; an append after that fails.
    @Override
    void close();
}

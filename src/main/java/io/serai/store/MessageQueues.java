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

    /// Gives what waits in one queue to another one, in one step and in the order in which it was appended,
    /// also among what waits there. Both queues can be used as before. Waits for the disk.
    ///
    /// @throws StoreException when that cannot be kept; everything is where it was then
    void rename(String from, String to);

    /// Writes what is under way and ends; an append after that fails.
    @Override
    void close();
}

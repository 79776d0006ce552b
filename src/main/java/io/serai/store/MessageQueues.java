package io.serai.store;

import java.util.Set;

/// The queues of messages on disk, by name (`outbox tcp://host:1883`). Thread-safe.
public interface MessageQueues extends AutoCloseable {

    /// How the names of queues begin whose messages wait for routes.
    String INBOX = "inbox ";

    /// The name of the queue of messages that wait for a route of a flow.
    static String inbox(String flow, String route) {
        return INBOX + flow + " " + route;
    }

    /// The queue of that name, which may hold messages of an earlier run.
    MessageQueue queue(String name);

    /// Names of the queues in which something waits.
    Set<String> waiting();

    /// Adds to a transaction that what waits in one queue goes to another one, in the order in which it was
    /// appended, also among what waits there. What was [#queue] of either name before is then that of the
    /// other one.
    void rename(String from, String to, Changes with);

    /// Writes what is under way and ends; an append after that fails.
    @Override
    void close();
}

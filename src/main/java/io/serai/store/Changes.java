package io.serai.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What is to be changed in one transaction, in order. What belongs to a queue or to the record of failed
/// messages is added there: [MessageQueue#remove(long, Changes)], [FailedMessages#add(FailedMessage, Changes)].
/// Not thread-safe.
public final class Changes {

    /// How large one state or payload may be.
    public static final int MOST_BYTES = 65_536;

    private final List<Change> all = new ArrayList<>();
    private final List<Runnable> whenKept = new ArrayList<>();

    /// Sets the state that a node has under a key.
    ///
    /// @param json the state as JSON text
    /// @throws IllegalArgumentException when it is larger than [#MOST_BYTES]
    public Changes state(String flow, String node, String key, String json) {
        requireFit("state", flow, node, json);
        return add(new Change.State(flow, node, key, json));
    }

    /// Forgets the state that a node has under a key.
    public Changes forget(String flow, String node, String key) {
        return add(new Change.State(flow, node, key, null));
    }

    /// Sets a timer, in the place of the one of the same flow, node and key.
    ///
    /// @throws IllegalArgumentException when its payload is larger than [#MOST_BYTES]
    public Changes set(TimerRow timer) {
        requireFit("payload of a timer", timer.flow(), timer.node(), timer.payload());
        return add(new Change.Timer(timer.flow(), timer.node(), timer.key(), timer));
    }

    /// Cancels a timer; also called when it has fired.
    public Changes cancel(String flow, String node, String key) {
        return add(new Change.Timer(flow, node, key, null));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    private static void requireFit(String what, String flow, String node, String json) {
        if (json.length() > MOST_BYTES / 4
                && json.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "flow %s, node %s: the %s has more than %d bytes. Keep less in it."
                            .formatted(flow, node, what, MOST_BYTES));
        }
    }

    public Changes add(Change change) {
        all.add(change);
        return this;
    }

    /// Runs something once the disk has all of this.
    ///
    /// @param then run when all of this is on disk, on a thread that must not be held up
    public Changes whenKept(Runnable then) {
        whenKept.add(then);
        return this;
    }

    public List<Change> all() {
        return List.copyOf(all);
    }

    public void kept() {
        whenKept.forEach(Runnable::run);
    }
}

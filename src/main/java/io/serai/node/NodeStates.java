package io.serai.node;

import io.serai.observe.Counters;
import io.serai.store.Store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The states of all nodes that are in use, by owner (`tank/fill`). Thread-safe.
final class NodeStates {

    private final Store store;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Shared> inUse = new HashMap<>();

    private static final class Shared {
        private final KeyedStates states;
        private int users;

        Shared(KeyedStates states) {
            this.states = states;
        }
    }

    NodeStates(Store store, Counters counters) {
        this.store = store;
        this.counters = counters;
    }

    /// The states of one owner, for one more user.
    KeyedStates open(String owner) {
        lock.lock();
        try {
            Shared shared =
                    inUse.computeIfAbsent(
                            owner, _ -> new Shared(new KeyedStates(store, owner, counters)));
            shared.users++;
            return shared.states;
        } finally {
            lock.unlock();
        }
    }

    /// Gives the states of all nodes of a flow, as far as they are in use, to those of the same names in
    /// another one.
    void rename(String fromFlow, String toFlow) {
        lock.lock();
        try {
            for (String owner : List.copyOf(inUse.keySet())) {
                if (owner.startsWith(fromFlow + "/")) {
                    String other = toFlow + owner.substring(fromFlow.length());
                    store.move(KeyedStates.AREA, owner, other);
                    inUse.remove(owner);
                    inUse.remove(other);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// One user less.
    void close(String owner) {
        lock.lock();
        try {
            Shared shared = inUse.get(owner);
            if (shared != null && --shared.users == 0) {
                inUse.remove(owner);
            }
        } finally {
            lock.unlock();
        }
    }
}

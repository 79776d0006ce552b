package io.serai.node;

import io.serai.observe.Counters;
import io.serai.store.Store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The states of all nodes that are in use, by owner (`tank/fill`). Thread-safe.
final class NodeStates {

    private final Store store;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Shared> inUse = new HashMap<>();

    /// Nodes whose states a flow was given that has opened none of them yet.
    private final Map<String, Set<String>> given = new HashMap<>();

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

    /// Gives the states of all nodes of a flow, as far as they are in use there or in the other one, to
    /// those of the same names in another one. Nodes that are open have them when they are opened again.
    void rename(String fromFlow, String toFlow) {
        lock.lock();
        try {
            Set<String> nodes = nodes(fromFlow);
            nodes.addAll(nodes(toFlow));
            nodes.addAll(given.getOrDefault(fromFlow, Set.of()));
            given.remove(fromFlow);
            if (nodes(toFlow).isEmpty() && !nodes.isEmpty()) {
                given.put(toFlow, nodes);
            }
            for (String node : nodes) {
                store.move(KeyedStates.AREA, fromFlow + node, toFlow + node);
                inUse.remove(fromFlow + node);
                inUse.remove(toFlow + node);
            }
        } finally {
            lock.unlock();
        }
    }

    private Set<String> nodes(String flow) {
        Set<String> nodes = new HashSet<>();
        for (String owner : inUse.keySet()) {
            if (owner.startsWith(flow + "/")) {
                nodes.add(owner.substring(flow.length()));
            }
        }
        return nodes;
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

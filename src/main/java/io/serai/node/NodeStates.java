package io.serai.node;

import io.serai.observe.Counters;
import io.serai.store.Changes;
import io.serai.store.NodeStore;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The states of all nodes that are in use. Thread-safe.
final class NodeStates {

    private final NodeTransactions transactions;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Node, Shared> inUse = new HashMap<>();

    /// A node by the name that it has in its flow.
    record Node(String flow, String name) {
        @Override
        public String toString() {
            return flow + "/" + name;
        }
    }

    private static final class Shared {
        private final KeyedStates states;
        private int users;

        Shared(KeyedStates states) {
            this.states = states;
        }
    }

    NodeStates(NodeStore store, Counters counters) {
        transactions = new NodeTransactions(store, counters);
        this.counters = counters;
    }

    NodeTransactions transactions() {
        return transactions;
    }

    /// The states of one node, for one more user.
    KeyedStates open(Node node) {
        lock.lock();
        try {
            Shared shared =
                    inUse.computeIfAbsent(
                            node, _ -> new Shared(new KeyedStates(transactions, node, counters)));
            shared.users++;
            return shared.states;
        } finally {
            lock.unlock();
        }
    }

    /// Gives the states and timers of a flow to another one, in one transaction with what else is in it.
    ///
    /// @throws io.serai.store.StoreException when it cannot be kept; nothing has changed then
    void rename(String from, String to, Changes with) {
        lock.lock();
        try {
            transactions.store().renameFlow(from, to, with);
            transactions.store().write(with);
            inUse.forEach((node, shared) -> {
                if (node.flow().equals(from) || node.flow().equals(to)) {
                    shared.states.reload();
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /// One user less.
    void close(Node node) {
        lock.lock();
        try {
            Shared shared = inUse.get(node);
            if (shared != null && --shared.users == 0) {
                inUse.remove(node);
            }
        } finally {
            lock.unlock();
        }
    }
}

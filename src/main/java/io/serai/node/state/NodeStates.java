package io.serai.node.state;

import io.serai.observe.Counters;
import io.serai.store.Changes;
import io.serai.store.NodeStore;
import io.serai.store.StateFilter;
import io.serai.store.StateRow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The states of all nodes. Thread-safe.
public final class NodeStates {

    static final Comparator<StateRow> ORDER =
            Comparator.comparing(StateRow::flow)
                    .thenComparing(StateRow::node)
                    .thenComparing(StateRow::key);

    /// How many rows are looked at for the names of nodes.
    private static final int MOST_LOOKED_AT = 1000;

    private final NodeTransactions transactions;
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Node, Shared> inUse = new HashMap<>();

    /// Those in use, and those that messages under way of flows that have ended have changed.
    private final Set<KeyedStates> reachable = Collections.newSetFromMap(new WeakHashMap<>());

    /// A node by the name that it has in its flow.
    public record Node(String flow, String name) implements Comparable<Node> {
        @Override
        public int compareTo(Node other) {
            int byFlow = flow.compareTo(other.flow);
            return byFlow == 0 ? name.compareTo(other.name) : byFlow;
        }

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

    public NodeStates(NodeStore store, Counters counters) {
        transactions = new NodeTransactions(store, counters);
        this.counters = counters;
    }

    public NodeTransactions transactions() {
        return transactions;
    }

    long changes() {
        return transactions.changes();
    }

    /// The states of one node, for one more user.
    public KeyedStates open(Node node) {
        lock.lock();
        try {
            Shared shared =
                    inUse.computeIfAbsent(
                            node, _ -> new Shared(new KeyedStates(transactions, node, counters)));
            reachable.add(shared.states);
            shared.users++;
            return shared.states;
        } finally {
            lock.unlock();
        }
    }

    /// As of [KeptStates#list].
    List<StateRow> list(StateFilter which, int most) {
        return transactions.store().states(which, most);
    }

    /// As of [KeptStates#nodes].
    Set<String> names(String flow) {
        Set<String> names = new TreeSet<>();
        list(StateFilter.of(flow), MOST_LOOKED_AT).forEach(each -> names.add(each.node()));
        lock.lock();
        try {
            for (Node each : inUse.keySet()) {
                if (each.flow().equals(flow)) {
                    names.add(each.name());
                }
            }
        } finally {
            lock.unlock();
        }
        return names;
    }

    /// As of [KeptStates#clear].
    KeptStates.Cleared clear(StateFilter which) {
        Map<Node, Set<String>> keys = new TreeMap<>();
        List<NodeTransaction.Step> steps = new ArrayList<>();
        lock.lock(); // so that no node begins with what is on its way out
        try {
            for (StateRow each : list(which, Integer.MAX_VALUE)) {
                keys.computeIfAbsent(new Node(each.flow(), each.node()), _ -> new LinkedHashSet<>())
                        .add(each.key());
            }
            for (KeyedStates each : reachable) {
                Node node = each.node();
                if (which.takes(node.flow(), node.name())) {
                    keys.computeIfAbsent(node, _ -> new LinkedHashSet<>())
                            .addAll(each.drop(which.key()));
                }
            }
            keys.forEach((node, ofNode) -> {
                Shared shared = inUse.get(node);
                for (String key : ofNode) {
                    steps.add(
                            shared == null
                                    ? new KeyedStates.Forgetting(node, key)
                                    : shared.states.forgetting(key));
                }
            });
            return new KeptStates.Cleared(steps.size(), transactions.commit(steps, _ -> {}));
        } finally {
            lock.unlock();
        }
    }

    /// Gives the states and timers of a flow to another one, in one transaction with what else is in it.
    ///
    /// @throws io.serai.store.StoreException when it cannot be kept; nothing has changed then
    public void rename(String from, String to, Changes with) {
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
    public void close(Node node) {
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

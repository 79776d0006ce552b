package io.serai.node.state;

import io.serai.observe.Counters;
import io.serai.rule.Threshold.State;
import io.serai.store.Changes;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The states of one threshold by key; the versions of a flow share them, so that a new one goes on where
/// the old one is. At most 10 000 keys, or 4 MiB of them, are kept; beyond that the one not asked for longest
/// is forgotten, counted as `threshold.forgotten`. Thread-safe.
public final class KeyedStates {

    private static final Logger LOG = LoggerFactory.getLogger(KeyedStates.class);
    private static final int MOST_KEYS = 10_000;
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final NodeTransactions transactions;
    private final NodeStates.Node node;
    private final Counters counters;
    private final ReentrantLock deciding = new ReentrantLock();
    private final Map<String, Cell> cells = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long lastChange;

    /// The state under one key; guarded by [#deciding].
    private static final class Cell {
        State state;

        /// The number of the change that made it so.
        long change;

        /// The number of the last change that was committed.
        long committed;

        Cell(State state) {
            this.state = state;
        }
    }

    /// What a state was and what it is now.
    public record Decision(State before, State after) {
        public boolean isChange() {
            return before != after;
        }
    }

    KeyedStates(NodeTransactions transactions, NodeStates.Node node, Counters counters) {
        this.transactions = transactions;
        this.node = node;
        this.counters = counters;
        reload();
    }

    /// Holds what is kept now, whatever it held.
    void reload() {
        deciding.lock();
        try {
            cells.clear();
            bytes = 0;
            transactions
                    .store()
                    .states(node.flow(), node.name())
                    .forEach((key, json) -> {
                        Cell cell = cell(key);
                        cell.state = state(key, json);
                        cell.committed = ++lastChange;
                    });
        } finally {
            deciding.unlock();
        }
    }

    NodeStates.Node node() {
        return node;
    }

    /// Forgets the state of a key, or of all when it is empty, in memory; what messages under way have changed
    /// of it is not kept any more.
    ///
    /// @return the keys under which there was a state
    Set<String> drop(Optional<String> key) {
        Set<String> dropped = new HashSet<>();
        deciding.lock();
        try {
            for (String each : List.copyOf(cells.keySet())) {
                if ((key.isEmpty() || key.get().equals(each)) && drop(each) != State.UNKNOWN) {
                    dropped.add(each);
                }
            }
        } finally {
            deciding.unlock();
        }
        return dropped;
    }

    private State state(String key, String json) {
        for (State each : State.values()) {
            if (json.equals('"' + each.name() + '"')) {
                return each;
            }
        }
        LOG.warn(
                "threshold {}: the state kept for \"{}\" is {}, which is none; it counts as unknown.",
                node,
                key,
                json);
        return State.UNKNOWN;
    }

    private Cell cell(String key) {
        return cells.computeIfAbsent(
                key,
                _ -> {
                    bytes += key.length();
                    return new Cell(State.UNKNOWN);
                });
    }

    /// Lets `rule` decide on the state of `key`, one caller at a time.
    ///
    /// @param with of the message that is the cause
    public Decision decide(String key, UnaryOperator<State> rule, Supplier<NodeTransaction> with) {
        List<NodeTransaction.Step> steps = new ArrayList<>(1);
        Decision decision;
        deciding.lock();
        try {
            Cell known = cells.get(key);
            State before = known == null ? State.UNKNOWN : known.state;
            decision = new Decision(before, rule.apply(before));
            if (decision.isChange()) {
                steps.add(change(key, decision));
                forgetOldest(steps);
            }
        } finally {
            deciding.unlock();
        }
        if (!steps.isEmpty()) {
            NodeTransaction transaction = with.get();
            steps.forEach(transaction::add);
        }
        return decision;
    }

    private NodeTransaction.Step change(String key, Decision decision) {
        Cell cell = cell(key);
        cell.state = decision.after();
        long number = ++lastChange;
        cell.change = number;
        return new NodeTransaction.Step() {
            @Override
            public void addTo(Changes changes) {
                deciding.lock();
                try {
                    if (cell.committed < number) {
                        cell.committed = number;
                        put(key, decision.after(), changes);
                    }
                } finally {
                    deciding.unlock();
                }
            }

            @Override
            public void undo() {
                deciding.lock();
                try {
                    if (cell.change == number) {
                        cell.state = decision.before();
                    }
                } finally {
                    deciding.unlock();
                }
            }
        };
    }

    private void put(String key, State state, Changes changes) {
        if (state == State.UNKNOWN) {
            changes.forget(node.flow(), node.name(), key);
        } else {
            changes.state(node.flow(), node.name(), key, '"' + state.name() + '"');
        }
    }

    private void forgetOldest(List<NodeTransaction.Step> steps) {
        while (cells.size() > MOST_KEYS || (bytes > MOST_BYTES && cells.size() > 1)) {
            counters.add("threshold.forgotten", node.toString());
            String oldest = cells.keySet().iterator().next();
            drop(oldest);
            steps.add(forgetting(oldest));
        }
    }

    private State drop(String key) {
        @Nullable Cell cell = cells.remove(key);
        if (cell == null) {
            return State.UNKNOWN;
        }
        bytes -= key.length();
        cell.committed = Long.MAX_VALUE; // what is under way of it comes too late
        return cell.state;
    }

    /// Takes what was dropped away from the disk, unless something newer is there by then.
    NodeTransaction.Step forgetting(String key) {
        return new Forgetting(node, key) {
            @Override
            public void addTo(Changes changes) {
                deciding.lock();
                try {
                    Cell now = cells.get(key);
                    if (now == null || now.committed == 0) {
                        super.addTo(changes);
                    }
                } finally {
                    deciding.unlock();
                }
            }
        };
    }

    /// Takes what a node has kept under a key away from the disk.
    static class Forgetting implements NodeTransaction.Step {
        private final NodeStates.Node node;
        private final String key;

        Forgetting(NodeStates.Node node, String key) {
            this.node = node;
            this.key = key;
        }

        @Override
        public void addTo(Changes changes) {
            changes.forget(node.flow(), node.name(), key);
        }

        @Override
        public void undo() {
            // It is forgotten for want of room, or because a person wants that.
        }
    }
}

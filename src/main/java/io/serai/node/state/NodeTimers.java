package io.serai.node.state;

import io.serai.store.Changes;
import io.serai.store.TimerRow;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/// Fires the timers of nodes, which are rows of the store and outlive the process. They are due by the wall
/// clock, at which each is looked at least once a minute, so that a clock that is set is heeded.
/// Thread-safe.
final class NodeTimers {

    /// How long a timer that is due later is let alone.
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    /// What becomes of timers that fell due while nobody took them.
    enum Late {
        FIRE,
        SKIP
    }

    /// What a node does when a timer is due.
    @FunctionalInterface
    interface Handler {

        /// Does what the timer was set for.
        ///
        /// @param with the transaction that takes the timer away; what the handler changes goes with it
        /// @return completes when the work has ended, which is when the transaction is committed
        CompletionStage<Void> fire(TimerRow timer, NodeTransaction with);
    }

    private record Key(NodeStates.Node node, String key) {}

    /// A timer that waits; guarded by [#lock].
    private static final class Waiting {
        final TimerRow row;
        Timekeeper.@Nullable Task task;

        Waiting(TimerRow row) {
            this.row = row;
        }
    }

    private final NodeTransactions transactions;
    private final Timekeeper time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<NodeStates.Node, Handler> handlers = new HashMap<>();
    private final Map<Key, Waiting> waiting = new HashMap<>();

    NodeTimers(NodeTransactions transactions, Timekeeper time) {
        this.transactions = transactions;
        this.time = time;
    }

    /// From now on the timers of `node` are those of `handler`, and of none before it.
    ///
    /// @param late for those that an earlier run has left and that are due
    void register(NodeStates.Node node, Late late, Handler handler) {
        List<NodeTransaction.Step> skipped = new ArrayList<>();
        lock.lock();
        try {
            boolean isFirst = handlers.put(node, handler) == null;
            if (!isFirst) {
                return; // the version before has them scheduled
            }
            for (TimerRow each : transactions.store().timers(node.flow())) {
                if (!each.node().equals(node.name())) {
                    continue;
                }
                if (late == Late.SKIP && each.due().isBefore(time.now())) {
                    skipped.add(removal(each, null));
                } else {
                    begin(each);
                }
            }
        } finally {
            lock.unlock();
        }
        var _ = transactions.commit(skipped, _ -> {});
    }

    /// The timers of `node` wait for another handler, when `handler` still has them.
    void unregister(NodeStates.Node node, Handler handler) {
        lock.lock();
        try {
            if (handlers.remove(node, handler)) {
                waiting.entrySet()
                        .removeIf(each -> {
                            boolean ends = each.getKey().node().equals(node);
                            if (ends) {
                                end(each.getValue());
                            }
                            return ends;
                        });
            }
        } finally {
            lock.unlock();
        }
    }

    /// Sets a timer, in the place of the one of the same node and key.
    void set(TimerRow timer, NodeTransaction with) {
        @Nullable TimerRow before;
        lock.lock();
        try {
            before = rowOf(keyOf(timer));
            begin(timer);
        } finally {
            lock.unlock();
        }
        with.add(
                new NodeTransaction.Step() {
                    @Override
                    public void addTo(Changes changes) {
                        // It may have fired, or been set anew or cancelled, before its cause has
                        // ended.
                        if (timer.equals(current(timer))) {
                            changes.set(timer);
                        }
                    }

                    @Override
                    public void undo() {
                        restore(timer, before);
                    }
                });
    }

    /// Cancels a timer; nothing when there is none.
    void cancel(NodeStates.Node node, String key, NodeTransaction with) {
        @Nullable TimerRow before;
        lock.lock();
        try {
            before = rowOf(new Key(node, key));
            if (before == null) {
                return;
            }
            drop(before);
        } finally {
            lock.unlock();
        }
        with.add(removal(before, before));
    }

    /// @param former is there again when the message that is the cause comes again; null for none
    private NodeTransaction.Step removal(TimerRow timer, @Nullable TimerRow former) {
        return new NodeTransaction.Step() {
            @Override
            public void addTo(Changes changes) {
                if (current(timer) == null) {
                    changes.cancel(timer.flow(), timer.node(), timer.key());
                }
            }

            @Override
            public void undo() {
                if (former != null) {
                    restore(null, former);
                }
            }
        };
    }

    private void restore(@Nullable TimerRow from, @Nullable TimerRow to) {
        lock.lock();
        try {
            if (from != null && from.equals(rowOf(keyOf(from)))) {
                drop(from);
            }
            if (to != null && rowOf(keyOf(to)) == null) {
                begin(to);
            }
        } finally {
            lock.unlock();
        }
    }

    private static Key keyOf(TimerRow timer) {
        return new Key(new NodeStates.Node(timer.flow(), timer.node()), timer.key());
    }

    private @Nullable TimerRow current(TimerRow timer) {
        lock.lock();
        try {
            return rowOf(keyOf(timer));
        } finally {
            lock.unlock();
        }
    }

    private @Nullable TimerRow rowOf(Key key) {
        Waiting known = waiting.get(key);
        return known == null ? null : known.row;
    }

    private void begin(TimerRow timer) {
        drop(timer);
        var fresh = new Waiting(timer);
        waiting.put(keyOf(timer), fresh);
        sleep(fresh);
    }

    private void drop(TimerRow timer) {
        Waiting former = waiting.remove(keyOf(timer));
        if (former != null) {
            end(former);
        }
    }

    private static void end(Waiting timer) {
        if (timer.task != null) {
            timer.task.cancel();
        }
    }

    private void sleep(Waiting timer) {
        Duration left = Duration.between(time.now(), timer.row.due());
        timer.task =
                time.schedule(
                        left.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : left,
                        () -> wake(timer));
    }

    private void wake(Waiting timer) {
        Handler handler;
        lock.lock();
        try {
            if (!timer.equals(waiting.get(keyOf(timer.row)))) {
                return; // set anew, cancelled, or its node is gone
            }
            if (time.now().isBefore(timer.row.due())) {
                sleep(timer);
                return;
            }
            handler = handlers.get(keyOf(timer.row).node());
            if (handler == null) {
                return;
            }
            waiting.remove(keyOf(timer.row)); // never twice
        } finally {
            lock.unlock();
        }
        var with = new NodeTransaction(transactions);
        with.add(removal(timer.row, null));
        var _ = handler.fire(timer.row, with).whenComplete((_, _) -> with.commit(_ -> {}));
    }
}

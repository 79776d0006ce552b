package io.serai.node.state;

import io.serai.store.Changes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What nodes change while a message is on its way, kept in one piece with the end of it. In memory a change
/// holds at once, so that the next message sees it. Thread-safe.
public final class NodeTransaction {

    /// The property of an exchange that is a message in work, or a part of it: its [Holder].
    public static final String HOLDER = "SeraiMessage";

    /// A message in work.
    public interface Holder {

        /// The transaction of the message. From any thread.
        ///
        /// @param fresh makes it when it is the first to be asked for
        NodeTransaction changes(Supplier<NodeTransaction> fresh);
    }

    /// One change, which holds in memory.
    interface Step {

        /// Adds it to what is committed, unless a later one of the same cell was committed before.
        void addTo(Changes changes);

        /// What held before holds again, unless there was another change since.
        void undo();
    }

    private final NodeTransactions all;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Step> steps = new ArrayList<>();
    private boolean ended;
    private volatile boolean undone;

    NodeTransaction(NodeTransactions all) {
        this.all = all;
    }

    /// Adds a change; one that comes when the message has ended is kept by itself.
    void add(Step step) {
        lock.lock();
        try {
            if (!ended) {
                steps.add(step);
                return;
            }
        } finally {
            lock.unlock();
        }
        if (undone) {
            step.undo();
        } else {
            var _ = all.commit(List.of(step), _ -> {});
        }
    }

    /// The message has ended.
    ///
    /// @param more adds what is to be kept together with the changes
    /// @return as of [io.serai.store.NodeStore#commit]
    public CompletionStage<Void> commit(Consumer<Changes> more) {
        return all.commit(end(), more);
    }

    /// The message comes again.
    public void undo() {
        undone = true;
        end().reversed().forEach(Step::undo);
    }

    private List<Step> end() {
        lock.lock();
        try {
            ended = true;
            List<Step> taken = List.copyOf(steps);
            steps.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}

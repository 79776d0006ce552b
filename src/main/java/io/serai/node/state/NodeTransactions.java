package io.serai.node.state;

import io.serai.observe.Counters;
import io.serai.store.Changes;
import io.serai.store.NodeStore;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The [NodeTransaction]s of the messages under way. Thread-safe.
public final class NodeTransactions {

    private static final String PROPERTY = "SeraiTransaction";
    private static final String NOT_KEPT = "state.not-kept";
    private static final String STATES = "states";

    private final NodeStore store;
    private final Counters counters;
    private final AtomicLong keptChanges = new AtomicLong();

    /// What is looked at before it is committed must be committed before another looks.
    private final ReentrantLock order = new ReentrantLock();

    NodeTransactions(NodeStore store, Counters counters) {
        this.store = store;
        this.counters = counters;
    }

    /// Goes up with every change of a node that was committed.
    long changes() {
        return keptChanges.get();
    }

    NodeStore store() {
        return store;
    }

    /// The transaction of the message that `exchange` is, or a part of. Without a queue before the route it is
    /// committed when the exchange has ended.
    public NodeTransaction of(Exchange exchange) {
        NodeTransaction.Holder holder =
                exchange.getProperty(NodeTransaction.HOLDER, NodeTransaction.Holder.class);
        if (holder != null) {
            return holder.changes(() -> new NodeTransaction(this));
        }
        NodeTransaction known = exchange.getProperty(PROPERTY, NodeTransaction.class);
        if (known != null) {
            return known;
        }
        var fresh = new NodeTransaction(this);
        exchange.setProperty(PROPERTY, fresh);
        exchange.getExchangeExtension()
                .addOnCompletion(
                        new SynchronizationAdapter() {
                            @Override
                            public void onDone(Exchange ended) {
                                var _ = fresh.commit(_ -> {});
                            }
                        });
        return fresh;
    }

    /// Commits what `steps` have changed; without any of them, and nothing more, there is nothing to wait
    /// for.
    CompletionStage<Void> commit(List<NodeTransaction.Step> steps, Consumer<Changes> more) {
        var changes = new Changes();
        CompletionStage<Void> kept;
        order.lock();
        try {
            steps.forEach(each -> each.addTo(changes));
            more.accept(changes);
            if (changes.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            kept = store.commit(changes);
        } finally {
            order.unlock();
        }
        return kept.whenComplete((_, refusal) -> {
            if (!steps.isEmpty()) {
                keptChanges.incrementAndGet();
            }
            if (refusal != null) {
                counters.add(NOT_KEPT, STATES);
            }
        });
    }
}

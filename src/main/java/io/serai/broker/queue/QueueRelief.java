package io.serai.broker.queue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Keeps all queues together within their bound: the longest of those whose client is away loses its
/// newest, as if it had been full; then the longest of the others; the gateway's own only when there is
/// nothing else. Thread-safe.
final class QueueRelief {

    /// Looking for the longest takes time, so it loses some at once.
    private static final int AT_ONCE = 64;

    private final QueueMemory memory;
    private final List<QueueBucket> buckets;
    private final SendWindow window;
    private final Predicate<String> own;
    private final ReentrantLock lock = new ReentrantLock();

    private enum Rank {
        AWAY,
        HERE,
        OWN
    }

    private record Loser(QueueBucket bucket, QueueKey key, int waiting, Rank rank) {}

    QueueRelief(
            QueueMemory memory,
            List<QueueBucket> buckets,
            SendWindow window,
            Predicate<String> own) {
        this.memory = memory;
        this.buckets = buckets;
        this.window = window;
        this.own = own;
    }

    /// To be called when there is one more, without the lock of a bucket.
    void run() {
        run(memory::isOver);
    }

    /// The same while the buckets are loaded by the only thread that knows of them.
    void runWhileLoading() {
        run(memory::isFarOver);
    }

    private void run(BooleanSupplier over) {
        if (!over.getAsBoolean() || !lock.tryLock()) {
            return;
        }
        try {
            Loser loser = loser();
            while (loser != null && over.getAsBoolean()) {
                int most = Math.clamp(loser.waiting / 10, 1, AT_ONCE);
                loser.bucket.with(loser.key, queue -> queue.dropNewest(most));
                loser = loser();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Loser loser() {
        List<Loser> all = new ArrayList<>();
        for (QueueBucket bucket : buckets) {
            bucket.forEach((key, queue) -> {
                if (queue.waitingSize() > 0) {
                    all.add(new Loser(bucket, key, queue.waitingSize(), rank(key)));
                }
            });
        }
        return all.stream()
                .min(
                        Comparator.comparing(Loser::rank)
                                .thenComparing(Comparator.comparingInt(Loser::waiting).reversed()))
                .orElse(null);
    }

    private Rank rank(QueueKey key) {
        if (key.shared()) {
            return Rank.HERE;
        }
        if (own.test(key.id())) {
            return Rank.OWN;
        }
        return window.isConnected(key.id()) ? Rank.HERE : Rank.AWAY;
    }
}

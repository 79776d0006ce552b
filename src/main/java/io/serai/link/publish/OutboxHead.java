package io.serai.link.publish;

import io.netty.channel.EventLoop;
import io.serai.link.transport.LinkServices;
import io.serai.store.MessageQueue;
import io.serai.store.MessageQueue.Waiting;
import io.serai.store.StoreException;
import io.serai.time.Backoff;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/// The oldest messages of the outbox that were not sent, read ahead from the disk on a thread of the
/// timekeeper, so that the event loop never waits. Confined to the event loop.
final class OutboxHead {

    /// What is read at once, roughly: many small messages or few large ones.
    private static final int BATCH_BYTES = 512 * 1024;

    private static final int LARGEST_BATCH = 500;
    private static final int FIRST_BATCH = 50;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Timekeeper time;
    private final MessageQueue queue;
    private final OutboxReport report;
    private final Runnable changed;
    private final Backoff backoff = LinkServices.backoff(FIRST_RETRY);

    /// Those after `cursor` are still unread.
    private final Deque<Waiting> batch = new ArrayDeque<>();

    private long cursor;
    private int batchSize = FIRST_BATCH;
    private boolean running;
    private boolean more;
    private boolean reading;

    /// @param changed called when there may be something to take that was not there before
    OutboxHead(
            EventLoop loop,
            Timekeeper time,
            MessageQueue queue,
            OutboxReport report,
            Runnable changed) {
        this.loop = loop;
        this.time = time;
        this.queue = queue;
        this.report = report;
        this.changed = changed;
        more = queue.count() > 0;
    }

    /// From now on it may read.
    void start() {
        running = true;
        more |= queue.count() > 0;
    }

    void stop() {
        running = false;
    }

    /// Something is on disk that was not sent.
    void arrived() {
        more = true;
    }

    /// The message of this id and those before it have been sent.
    void skip(long id) {
        cursor = Math.max(cursor, id);
    }

    /// Nothing unsent is on disk, as far as is known.
    boolean isExhausted() {
        return batch.isEmpty() && !more && !reading;
    }

    @Nullable Waiting peek() {
        return batch.peek();
    }

    void remove() {
        batch.remove();
    }

    /// Reads on when little is left.
    void readAhead() {
        if (batch.size() > batchSize / 2 || !more || reading || !running) {
            return;
        }
        reading = true;
        more = false; // what arrives from now on says so again
        long from = cursor;
        int most = batchSize;
        time.schedule(
                Duration.ZERO,
                () -> {
                    try {
                        List<Waiting> found = queue.after(from, most);
                        onLoop(() -> found(found, most));
                    } catch (StoreException e) {
                        onLoop(() -> unreadable(e));
                    }
                });
    }

    private void found(List<Waiting> found, int most) {
        reading = false;
        backoff.reset();
        if (found.size() == most) {
            more = true;
        }
        if (!found.isEmpty()) {
            batch.addAll(found);
            cursor = found.getLast().id();
            long bytes = found.stream().mapToLong(each -> each.message().payload().length).sum();
            batchSize =
                    Math.clamp(BATCH_BYTES * (long) found.size() / (bytes + 1), 1, LARGEST_BATCH);
        }
        changed.run();
    }

    private void unreadable(StoreException failure) {
        report.unreadable(failure);
        time.schedule(
                backoff.next(),
                () ->
                        onLoop(() -> {
                            reading = false;
                            more = true;
                            changed.run();
                        }));
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            return; // closed: what is on disk stays there
        }
    }
}

package io.serai.node;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A bounded queue before a route, emptied in order, one at a time, by a virtual thread: whoever brings
/// messages never waits for the route, and a route never sees two at once. Thread-safe.
final class Intake<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final long WAIT_MILLIS = 200;

    private final LinkedBlockingQueue<T> queue;
    private final Consumer<T> work;
    private final Thread worker;
    private volatile boolean open = true;

    /// @param name of the worker thread
    /// @param capacity how many may wait at most
    /// @param work must not throw; runs on the worker
    Intake(String name, int capacity, Consumer<T> work) {
        this.queue = new LinkedBlockingQueue<>(capacity);
        this.work = work;
        this.worker = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    void start() {
        worker.start();
    }

    int waiting() {
        return queue.size();
    }

    /// Puts `item` last; false when the queue is full or closed.
    boolean offer(T item) {
        return open && queue.offer(item);
    }

    /// Takes nothing more, lets the worker end what it has begun and what waits, up to `limit`, then
    /// interrupts it.
    void close(Duration limit) {
        open = false;
        try {
            if (worker.getState() != Thread.State.NEW && !worker.join(limit)) {
                LOG.warn(
                        "{} did not finish its message within {} s; it was interrupted.",
                        worker.getName(),
                        limit.toSeconds());
                worker.interrupt();
            }
        } catch (InterruptedException e) {
            worker.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (open || !queue.isEmpty()) {
                T item = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (item != null) {
                    work.accept(item);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

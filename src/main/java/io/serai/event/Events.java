package io.serai.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Tells listeners what passes the edges of flows. Thread-safe.
///
/// While nobody listens an event costs one volatile read, because whoever tells asks [#isWanted] before
/// making it.
public final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final ReentrantLock changing = new ReentrantLock();
    private volatile List<Listener> listeners = List.of();

    /// Somebody who listens.
    ///
    /// @param flow empty for every flow
    private record Listener(Optional<String> flow, Consumer<RuntimeEvent> told) {

        boolean wants(String of) {
            return flow.isEmpty() || flow.get().equals(of);
        }
    }

    /// Whether anybody listens to `flow`.
    public boolean isWanted(String flow) {
        List<Listener> now = listeners;
        if (now.isEmpty()) {
            return false;
        }
        return now.stream().anyMatch(each -> each.wants(flow));
    }

    /// Tells everybody who listens to its flow. What a listener throws is logged and goes no further.
    public void tell(RuntimeEvent event) {
        for (Listener each : listeners) {
            if (each.wants(event.flow())) {
                tell(event, each.told());
            }
        }
    }

    private static void tell(RuntimeEvent event, Consumer<RuntimeEvent> told) {
        try {
            told.accept(event);
        } catch (RuntimeException e) {
            LOG.error(
                    "What listens to flow {} failed; it is told of the next event as well.",
                    event.flow(),
                    e);
        }
    }

    /// Tells `listener` of each event on the thread and at the moment at which it happens; it must be quick
    /// and not block.
    ///
    /// @param flow empty for every flow
    /// @return ends it
    public Runnable listenAtOnce(Optional<String> flow, Consumer<RuntimeEvent> listener) {
        var added = new Listener(flow, listener);
        add(added);
        return () -> remove(added);
    }

    /// Tells `listener` of each event in order, apart from the flow. When it falls behind by more than
    /// `most` events or bytes, the oldest that waits is dropped and counted.
    ///
    /// @param flow empty for every flow
    public Listening listen(
            Optional<String> flow, int most, long mostBytes, Consumer<RuntimeEvent> listener) {
        var listening = new Listening(most, mostBytes, listener);
        var added = new Listener(flow, listening::offer);
        listening.ending = () -> remove(added);
        add(added);
        return listening;
    }

    private void add(Listener listener) {
        changing.lock();
        try {
            List<Listener> more = new ArrayList<>(listeners);
            more.add(listener);
            listeners = List.copyOf(more);
        } finally {
            changing.unlock();
        }
    }

    private void remove(Listener listener) {
        changing.lock();
        try {
            List<Listener> fewer = new ArrayList<>(listeners);
            fewer.remove(listener);
            listeners = List.copyOf(fewer);
        } finally {
            changing.unlock();
        }
    }

    /// Somebody who listens with a queue between. Thread-safe.
    public static final class Listening implements AutoCloseable {

        private final int most;
        private final long mostBytes;
        private final Consumer<RuntimeEvent> listener;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition quiet = lock.newCondition();
        private final Queue<RuntimeEvent> waiting = new ArrayDeque<>();
        private Runnable ending = () -> {};
        private long bytes;
        private long dropped;
        private boolean draining;
        private boolean closed;

        private Listening(int most, long mostBytes, Consumer<RuntimeEvent> listener) {
            this.most = most;
            this.mostBytes = mostBytes;
            this.listener = listener;
        }

        private void offer(RuntimeEvent event) {
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                int size = event.size();
                while (!waiting.isEmpty() && (waiting.size() >= most || bytes + size > mostBytes)) {
                    bytes -= waiting.remove().size();
                    dropped++;
                }
                if (size > mostBytes) {
                    dropped++;
                    return;
                }
                waiting.add(event);
                bytes += size;
                if (!draining) {
                    draining = true;
                    Thread.ofVirtual().name("listener of flow " + event.flow()).start(this::drain);
                }
            } finally {
                lock.unlock();
            }
        }

        private void drain() {
            while (true) {
                RuntimeEvent event;
                lock.lock();
                try {
                    if (waiting.isEmpty()) {
                        draining = false;
                        quiet.signalAll();
                        return;
                    }
                    event = waiting.remove();
                    bytes -= event.size();
                } finally {
                    lock.unlock();
                }
                tell(event, listener);
            }
        }

        /// How many were never told because there was no room for them.
        public long dropped() {
            lock.lock();
            try {
                return dropped;
            } finally {
                lock.unlock();
            }
        }

        /// Ends it: nothing that happens from now on is told, what waits still is. Idempotent.
        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
            } finally {
                lock.unlock();
            }
            ending.run();
        }

        /// Waits until nothing waits any more; not to be called by the listener.
        ///
        /// @return false when that takes longer than `limit`
        public boolean awaitQuiet(Duration limit) throws InterruptedException {
            long nanos = limit.toNanos();
            lock.lock();
            try {
                while (draining) {
                    if (nanos <= 0) {
                        return false;
                    }
                    nanos = quiet.awaitNanos(nanos);
                }
                return true;
            } finally {
                lock.unlock();
            }
        }
    }
}

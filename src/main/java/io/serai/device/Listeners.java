package io.serai.device;

import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Hands events to listeners. Each listener has a queue of its own and runs apart from the device, so
/// that a slow one holds up neither a pin nor another listener; past the bound its oldest event goes
/// and is counted. Thread-safe.
final class Listeners {

    static final String EVERY_DEVICE = "*";
    static final int QUEUE_BOUND = 256;
    static final String DROPPED = "device.events-dropped";

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Timekeeper time;
    private final Counters counters;

    Listeners(Timekeeper time, Counters counters) {
        this.time = time;
        this.counters = counters;
    }

    DeviceSubscription add(String idOrStar, Consumer<DeviceEvent> consumer) {
        var listener = new Listener(idOrStar, consumer);
        listeners.add(listener);
        return listener;
    }

    void tell(DeviceEvent event) {
        for (Listener listener : listeners) {
            listener.offer(event);
        }
    }

    void close() {
        listeners.forEach(Listener::close);
    }

    private final class Listener implements DeviceSubscription {
        private final String idOrStar;
        private final Consumer<DeviceEvent> consumer;
        private final ReentrantLock lock = new ReentrantLock();
        private final Queue<DeviceEvent> waiting = new ArrayDeque<>();
        private boolean draining;
        private boolean closed;

        Listener(String idOrStar, Consumer<DeviceEvent> consumer) {
            this.idOrStar = idOrStar;
            this.consumer = consumer;
        }

        void offer(DeviceEvent event) {
            if (!idOrStar.equals(EVERY_DEVICE) && !idOrStar.equals(event.deviceId())) {
                return;
            }
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                if (waiting.size() == QUEUE_BOUND) {
                    DeviceEvent oldest = waiting.remove();
                    counters.add(DROPPED, oldest.deviceId());
                }
                waiting.add(event);
                if (!draining) {
                    time.schedule(Duration.ZERO, this::drain);
                    draining = true;
                }
            } finally {
                lock.unlock();
            }
        }

        private void drain() {
            while (true) {
                DeviceEvent event;
                lock.lock();
                try {
                    if (waiting.isEmpty()) {
                        draining = false;
                        return;
                    }
                    event = waiting.remove();
                } finally {
                    lock.unlock();
                }
                try {
                    consumer.accept(event);
                } catch (RuntimeException e) {
                    LOG.error(
                            "A listener of device \"{}\" failed; it keeps getting events.",
                            event.deviceId(),
                            e);
                }
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                waiting.clear();
            } finally {
                lock.unlock();
            }
            listeners.remove(this);
        }
    }
}

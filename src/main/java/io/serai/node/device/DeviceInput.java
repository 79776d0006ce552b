package io.serai.node.device;

import io.serai.device.DeviceControl;
import io.serai.device.DeviceEvent;
import io.serai.device.DeviceSubscription;
import io.serai.observe.Counters;
import io.serai.time.ThreadHandle;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/// Events of a device on their way to a route: a bounded queue, emptied in order, one at a time. The
/// listening and the queue outlive the version of the flow that empties it. Thread-safe.
final class DeviceInput {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceInput.class);
    static final int MOST_WAITING = 1000;
    static final String DROPPED = "device.dropped-events";

    private volatile String flow;
    private final String device;
    private final Timekeeper time;
    private final Counters counters;
    private final DeviceSubscription listening;

    private volatile String route;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<DeviceEvent> waiting = new ArrayDeque<>();
    private @Nullable Worker worker;
    private boolean suspended;
    private boolean closed;

    /// A version of the route.
    interface Version {

        /// Ends when the event is processed. Must not throw.
        void take(DeviceEvent event);
    }

    /// Sends events through one version.
    private final class Worker implements Runnable {
        private final Version version;
        private final ThreadHandle thread;
        private @Nullable DeviceEvent inWork;

        Worker(Version version) {
            this.version = version;
            thread = time.thread("flow %s: %s < device %s".formatted(flow, route, device), this);
        }

        @Override
        public void run() {
            for (DeviceEvent event = next(); event != null; event = next()) {
                version.take(event);
                var _ = Thread.interrupted(); // meant for the event that has ended
            }
        }

        private @Nullable DeviceEvent next() {
            while (true) {
                lock.lock();
                try {
                    inWork = null;
                    if (!this.equals(worker) || suspended || (closed && waiting.isEmpty())) {
                        return null;
                    }
                    if (!waiting.isEmpty()) {
                        inWork = waiting.remove();
                        return inWork;
                    }
                } finally {
                    lock.unlock();
                }
                thread.park();
                var _ = Thread.interrupted(); // meant for an event that has ended
            }
        }
    }

    /// Listens from now on.
    ///
    /// @throws io.serai.device.spi.DeviceException when there is no such device
    DeviceInput(
            String flow,
            String route,
            String device,
            DeviceControl devices,
            Timekeeper time,
            Counters counters) {
        this.time = time;
        this.flow = flow;
        this.route = route;
        this.device = device;
        this.counters = counters;
        listening = devices.listen(device, this::offer);
    }

    String flow() {
        return flow;
    }

    /// Works for the same route of the flow under its new name from now on.
    void rename(String newFlow) {
        flow = newFlow;
    }

    String route() {
        return route;
    }

    String device() {
        return device;
    }

    private void offer(DeviceEvent event) {
        lock.lock();
        try {
            if (!closed && waiting.size() < MOST_WAITING) {
                waiting.add(event);
                wake();
                return;
            }
        } finally {
            lock.unlock();
        }
        counters.add(DROPPED, flow);
    }

    /// The lock is held.
    private void wake() {
        if (worker != null) {
            worker.thread.unpark();
        }
    }

    /// Sends events through `version` of a route from now on.
    void attach(String ofRoute, Version version) {
        lock.lock();
        try {
            if (worker != null) {
                throw new IllegalStateException(
                        "flow %s, route %s has a version at work".formatted(flow, route));
            }
            route = ofRoute;
            suspended = false;
            worker = new Worker(version);
            worker.thread.start();
        } finally {
            lock.unlock();
        }
    }

    /// Whether events go through `version` now.
    boolean worksFor(Version version) {
        lock.lock();
        try {
            return worker != null && worker.version.equals(version);
        } finally {
            lock.unlock();
        }
    }

    /// Begins with no further event; returns at once.
    void suspend() {
        lock.lock();
        try {
            suspended = true;
            wake();
        } finally {
            lock.unlock();
        }
    }

    /// Lets the event in work end, up to `limit`, and parts from the version. One that has not ended by
    /// then is interrupted, and comes first when there is a version again.
    ///
    /// @return whether it ended by itself
    boolean detach(Duration limit) {
        suspend();
        return part(limit, true);
    }

    private boolean part(Duration limit, boolean again) {
        Worker leaving;
        lock.lock();
        try {
            leaving = worker;
        } finally {
            lock.unlock();
        }
        if (leaving == null) {
            return true;
        }
        boolean ended = false;
        try {
            ended = leaving.thread.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            if (leaving.equals(worker)) {
                worker = null;
            }
            leaving.thread.unpark();
            DeviceEvent broken = leaving.inWork;
            if (ended || broken == null) {
                return true;
            }
            leaving.thread.interrupt();
            if (again) {
                counters.add("flow.begun-again", flow);
                waiting.addFirst(broken);
            }
        } finally {
            lock.unlock();
        }
        LOG.warn(
                "Flow {}, route {}: an event of device {} was in work for more than {} ms; it was interrupted{}.",
                flow,
                route,
                device,
                limit.toMillis(),
                again ? " and is begun again" : "");
        return false;
    }

    /// Ends listening, then what is in work and what waits, up to `limit`.
    ///
    /// @return how many still waited then
    int close(Duration limit) {
        listening.close();
        lock.lock();
        try {
            closed = true;
            wake();
        } finally {
            lock.unlock();
        }
        var _ = part(limit, false);
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Events that have not been begun.
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}

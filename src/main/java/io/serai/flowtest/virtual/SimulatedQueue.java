package io.serai.flowtest.virtual;

import io.serai.time.Simulation;
import io.serai.time.ThreadHandle;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A bounded queue that threads wait at in virtual time.
final class SimulatedQueue<E> extends LinkedBlockingQueue<E> {

    private final transient Simulation simulation;
    private final transient List<ThreadHandle> waiting = new ArrayList<>();

    SimulatedQueue(Simulation simulation, int capacity) {
        super(capacity);
        this.simulation = simulation;
    }

    @Override
    public boolean offer(E element) {
        boolean added = super.offer(element);
        if (added) {
            changed();
        }
        return added;
    }

    @Override
    public boolean offer(E element, long limit, TimeUnit unit) throws InterruptedException {
        long deadline = simulation.nanos() + unit.toNanos(limit);
        while (!offer(element)) {
            if (!await(deadline)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void put(E element) throws InterruptedException {
        while (!offer(element)) {
            var _ = await(Long.MAX_VALUE);
        }
    }

    @Override
    public @Nullable E poll() {
        E element = super.poll();
        if (element != null) {
            changed();
        }
        return element;
    }

    @Override
    public @Nullable E poll(long limit, TimeUnit unit) throws InterruptedException {
        long deadline = simulation.nanos() + unit.toNanos(limit);
        E element = poll();
        while (element == null && await(deadline)) {
            element = poll();
        }
        return element;
    }

    @Override
    public E take() throws InterruptedException {
        E element = poll();
        while (element == null) {
            var _ = await(Long.MAX_VALUE);
            element = poll();
        }
        return element;
    }

    private void changed() {
        waiting.forEach(ThreadHandle::unpark);
        waiting.clear();
    }

    /// @return false when `deadline` is past
    private boolean await(long deadline) throws InterruptedException {
        long left = deadline - simulation.nanos();
        if (left <= 0) {
            return false;
        }
        ThreadHandle self = Simulation.thread();
        waiting.add(self);
        Timekeeper.Task alarm =
                deadline == Long.MAX_VALUE
                        ? () -> {}
                        : simulation.schedule(Duration.ofNanos(left), self::unpark);
        try {
            self.park();
        } finally {
            alarm.cancel();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return true;
    }
}

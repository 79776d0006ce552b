package io.serai.flowtest.virtual;

import io.serai.time.Simulation;
import io.serai.time.ThreadHandle;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A result that a thread waits for in virtual time.
final class SimulatedFuture<V> extends FutureTask<V> implements ScheduledFuture<V> {

    private final Simulation simulation;
    private final List<ThreadHandle> waiting = new ArrayList<>();
    private Timekeeper.@Nullable Task task;
    private long dueNanos;

    SimulatedFuture(Simulation simulation, Callable<V> work) {
        super(work);
        this.simulation = simulation;
    }

    void due(long delayNanos, Timekeeper.Task inTime) {
        dueNanos = simulation.nanos() + delayNanos;
        task = inTime;
    }

    void fail(Exception e) {
        setException(e);
    }

    @Override
    protected void done() {
        if (isCancelled() && task != null) {
            task.cancel();
        }
        waiting.forEach(ThreadHandle::unpark);
        waiting.clear();
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        while (!isDone()) {
            await();
        }
        return super.get();
    }

    @Override
    public V get(long limit, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = simulation.nanos() + unit.toNanos(limit);
        Timekeeper.Task alarm =
                simulation.schedule(
                        Duration.ofNanos(unit.toNanos(limit)), Simulation.thread()::unpark);
        try {
            while (!isDone()) {
                if (simulation.nanos() >= deadline) {
                    throw new TimeoutException();
                }
                await();
            }
        } finally {
            alarm.cancel();
        }
        return super.get();
    }

    private void await() throws InterruptedException {
        waiting.add(Simulation.thread());
        Simulation.thread().park();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(dueNanos - simulation.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
}

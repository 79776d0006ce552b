package io.serai.flowtest.virtual;

import io.serai.time.Simulation;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Runs each task on a thread of its own.
final class SimulatedPool extends AbstractExecutorService implements ScheduledExecutorService {

    private final Simulation simulation;
    private final Set<Timekeeper.Task> waiting = new LinkedHashSet<>();
    private boolean shutdown;

    SimulatedPool(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
        return new SimulatedFuture<>(simulation, task);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable task, T value) {
        return new SimulatedFuture<>(simulation, Executors.callable(task, value));
    }

    @Override
    public void execute(Runnable task) {
        var _ = after(Duration.ZERO, task);
    }

    private Timekeeper.Task after(Duration delay, Runnable task) {
        if (shutdown) {
            throw new RejectedExecutionException("the pool is shut down");
        }
        var self = new Timekeeper.Task[1];
        self[0] =
                simulation.schedule(
                        delay,
                        () -> {
                            waiting.remove(self[0]);
                            task.run();
                        });
        waiting.add(self[0]);
        return () -> {
            waiting.remove(self[0]);
            self[0].cancel();
        };
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return schedule(Executors.callable(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        var future = new SimulatedFuture<V>(simulation, task);
        future.due(unit.toNanos(delay), after(Duration.ofNanos(unit.toNanos(delay)), future));
        return future;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable task, long initialDelay, long period, TimeUnit unit) {
        return new Repetition(task, unit.toNanos(period), true).begin(unit.toNanos(initialDelay));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return new Repetition(task, unit.toNanos(delay), false).begin(unit.toNanos(initialDelay));
    }

    private final class Repetition {
        private final Runnable task;
        private final long nanos;
        private final boolean atRate;
        private final SimulatedFuture<Void> future;
        private long due;

        Repetition(Runnable task, long nanos, boolean atRate) {
            this.task = task;
            this.nanos = nanos;
            this.atRate = atRate;
            future =
                    new SimulatedFuture<>(
                            simulation,
                            () -> {
                                throw new IllegalStateException("a repetition does not end");
                            });
        }

        SimulatedFuture<Void> begin(long initialDelay) {
            due = simulation.nanos();
            next(initialDelay);
            return future;
        }

        private void next(long delay) {
            due += delay;
            long left = Math.max(0, due - simulation.nanos());
            future.due(left, after(Duration.ofNanos(left), this::run));
        }

        private void run() {
            try {
                task.run();
            } catch (RuntimeException e) {
                future.fail(e); // as the JDK's pools do: a task that throws is not run again
                return;
            }
            if (!shutdown && !future.isCancelled()) {
                if (!atRate) {
                    due = simulation.nanos();
                }
                next(nanos);
            }
        }
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        new ArrayList<>(waiting).forEach(Timekeeper.Task::cancel);
        waiting.clear();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long limit, TimeUnit unit) {
        return shutdown;
    }
}

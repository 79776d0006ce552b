package io.serai.time;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The machine's own time. One thread watches the clock; the tasks run on virtual threads, so that
/// one that blocks delays no other.
public final class SystemTimekeeper implements Timekeeper, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SystemTimekeeper.class);

    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("serai-clock").factory());
    private final ExecutorService workers =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("serai-task-", 0).factory());

    public SystemTimekeeper() {
        clock.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Task schedule(Duration delay, Runnable task) {
        ScheduledFuture<?> due =
                clock.schedule(
                        () -> workers.execute(() -> run(task)),
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }

    @Override
    public Task scheduleEvery(Duration initialDelay, Duration period, Runnable task) {
        var repetition = new Repetition(task);
        ScheduledFuture<?> due =
                clock.scheduleAtFixedRate(
                        repetition::tick,
                        initialDelay.toNanos(),
                        period.toNanos(),
                        TimeUnit.NANOSECONDS);
        return () -> {
            repetition.cancelled.set(true);
            due.cancel(false);
        };
    }

    @Override
    public Strand strand(String name, Runnable body) {
        return new ThreadStrand(name, body);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }

    @SuppressWarnings("IllegalCatch") // an error must not end a task without a word
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A timed task failed; a repeating one goes on.", e);
        }
    }

    private final class Repetition {
        private final Runnable task;
        private final AtomicBoolean busy = new AtomicBoolean();
        private final AtomicBoolean cancelled = new AtomicBoolean();

        Repetition(Runnable task) {
            this.task = task;
        }

        void tick() {
            if (cancelled.get() || !busy.compareAndSet(false, true)) {
                return;
            }
            workers.execute(() -> {
                try {
                    SystemTimekeeper.run(task);
                } finally {
                    busy.set(false);
                }
            });
        }
    }
}

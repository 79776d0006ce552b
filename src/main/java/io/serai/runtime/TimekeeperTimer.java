package io.serai.runtime;

import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The JDK's timer for one task, by the timekeeper: the JDK's own counts its periods by the wall clock, and
/// stands still when that is set back. A run that takes longer than the period puts off the next.
final class TimekeeperTimer extends Timer {

    private final Timekeeper time;
    private final ReentrantLock lock = new ReentrantLock();
    private Timekeeper.@Nullable Task due;
    private boolean cancelled;

    TimekeeperTimer(Timekeeper time) {
        super(true);
        super.cancel(); // its thread is not needed
        this.time = time;
    }

    @Override
    public void schedule(TimerTask task, long delay) {
        later(Duration.ofMillis(delay), task);
    }

    @Override
    public void schedule(TimerTask task, Date at) {
        arm(() -> time.scheduleAt(instant(at), task));
    }

    @Override
    public void schedule(TimerTask task, long delay, long period) {
        repeat(task, inMillis(delay), Duration.ofMillis(period), false);
    }

    @Override
    public void schedule(TimerTask task, Date first, long period) {
        repeatAt(task, instant(first), Duration.ofMillis(period), false);
    }

    @Override
    public void scheduleAtFixedRate(TimerTask task, long delay, long period) {
        repeat(task, inMillis(delay), Duration.ofMillis(period), true);
    }

    @Override
    public void scheduleAtFixedRate(TimerTask task, Date first, long period) {
        repeatAt(task, instant(first), Duration.ofMillis(period), true);
    }

    @SuppressWarnings("JavaUtilDate") // the JDK's timer takes one
    private static Instant instant(Date date) {
        return Instant.ofEpochMilli(date.getTime());
    }

    private long inMillis(long delay) {
        return time.nanos() + Duration.ofMillis(Math.max(0, delay)).toNanos();
    }

    private void repeatAt(TimerTask task, Instant first, Duration period, boolean atRate) {
        arm(() -> time.scheduleAt(first, () -> run(task, time.nanos(), period, atRate)));
    }

    private void repeat(TimerTask task, long planned, Duration period, boolean atRate) {
        later(Duration.ofNanos(planned - time.nanos()), () -> run(task, planned, period, atRate));
    }

    private void run(TimerTask task, long planned, Duration period, boolean atRate) {
        long begun = atRate ? planned : time.nanos();
        try {
            task.run();
        } finally {
            repeat(task, begun + period.toNanos(), period, atRate);
        }
    }

    private void later(Duration delay, Runnable run) {
        arm(() -> time.schedule(delay, run));
    }

    private void arm(Supplier<Timekeeper.Task> next) {
        lock.lock();
        try {
            if (!cancelled) {
                due = next.get();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            cancelled = true;
            if (due != null) {
                due.cancel();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int purge() {
        return 0;
    }
}

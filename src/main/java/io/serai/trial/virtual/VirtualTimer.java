package io.serai.trial.virtual;

import io.serai.time.Simulation;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

/// The JDK's timer in virtual time: a run that takes longer than the period puts off the next.
final class VirtualTimer extends Timer {

    private final Simulation simulation;
    private final List<Timekeeper.Task> due = new ArrayList<>();
    private boolean cancelled;

    VirtualTimer(Simulation simulation) {
        super(true);
        super.cancel(); // its thread is not needed
        this.simulation = simulation;
    }

    @Override
    public void schedule(TimerTask task, long delay) {
        later(Duration.ofMillis(delay), task);
    }

    @Override
    public void schedule(TimerTask task, Date time) {
        later(until(time), task);
    }

    @Override
    public void schedule(TimerTask task, long delay, long period) {
        repeat(task, Duration.ofMillis(delay), Duration.ofMillis(period), false);
    }

    @Override
    public void schedule(TimerTask task, Date firstTime, long period) {
        repeat(task, until(firstTime), Duration.ofMillis(period), false);
    }

    @Override
    public void scheduleAtFixedRate(TimerTask task, long delay, long period) {
        repeat(task, Duration.ofMillis(delay), Duration.ofMillis(period), true);
    }

    @Override
    public void scheduleAtFixedRate(TimerTask task, Date firstTime, long period) {
        repeat(task, until(firstTime), Duration.ofMillis(period), true);
    }

    @SuppressWarnings("JavaUtilDate") // the JDK's timer takes one
    private Duration until(Date time) {
        return Duration.between(simulation.now(), Instant.ofEpochMilli(time.getTime()));
    }

    private void repeat(TimerTask task, Duration delay, Duration period, boolean atRate) {
        repeat(task, simulation.nanos() + Math.max(0, delay.toNanos()), period, atRate);
    }

    private void repeat(TimerTask task, long planned, Duration period, boolean atRate) {
        later(
                Duration.ofNanos(planned - simulation.nanos()),
                () -> {
                    long begun = atRate ? planned : simulation.nanos();
                    task.run();
                    repeat(task, begun + period.toNanos(), period, atRate);
                });
    }

    private void later(Duration delay, Runnable run) {
        if (!cancelled) {
            due.clear(); // one consumer has one task
            due.add(simulation.schedule(delay, run));
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        due.forEach(Timekeeper.Task::cancel);
    }

    @Override
    public int purge() {
        return 0;
    }
}

package io.serai.time;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;

/// Time that stands still until it is told to go on. [#advance] runs what falls due on the caller's
/// thread, in order of time and, at one instant, of scheduling. Thread-safe.
public final class VirtualTimekeeper implements Timekeeper {

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(
                    Comparator.comparingLong((Entry e) -> e.dueNanos)
                            .thenComparingLong(e -> e.sequence));
    private final Instant start;
    private Duration set = Duration.ZERO;
    private long nanos;
    private long sequence;

    public VirtualTimekeeper(Instant start) {
        this.start = start;
    }

    @Override
    public Instant now() {
        lock.lock();
        try {
            return wall(nanos);
        } finally {
            lock.unlock();
        }
    }

    private Instant wall(long at) {
        return start.plusNanos(at).plus(set);
    }

    /// Sets the wall clock as a person would: no time passes by it.
    public void setClock(Duration by) {
        lock.lock();
        try {
            set = set.plus(by);
            for (Entry each : List.copyOf(entries)) {
                if (each.due != null) {
                    entries.remove(each);
                    each.dueNanos = nanosUntil(each.due);
                    entries.add(each);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private long nanosUntil(Instant due) {
        return nanos + Math.max(0, Duration.between(wall(nanos), due).toNanos());
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Task schedule(Duration delay, Runnable task) {
        return add(delay, 0, task);
    }

    @Override
    public Task scheduleAt(Instant due, Runnable task) {
        lock.lock();
        try {
            return add(new Entry(nanosUntil(due), sequence++, 0, task, due));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Task scheduleEvery(Duration initialDelay, Duration period, Runnable task) {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("period must be positive, is " + period);
        }
        return add(initialDelay, period.toNanos(), task);
    }

    @Override
    public ThreadHandle thread(String name, Runnable body) {
        return new VirtualThread(name, body);
    }

    /// Moves time on by `span`, running every task that falls due at the instant it is due.
    public void advance(Duration span) {
        long target = nanos() + span.toNanos();
        while (runNext(target)) {
            // Each may have added some that are due now.
        }
        lock.lock();
        try {
            nanos = Math.max(nanos, target);
        } finally {
            lock.unlock();
        }
    }

    /// Runs the next task that is due by `target`, at its time.
    ///
    /// @return false when there is none
    boolean runNext(long target) {
        Entry due = takeDue(target);
        if (due == null) {
            return false;
        }
        due.task.run();
        return true;
    }

    /// When something is due next; empty when nothing is.
    public Optional<Instant> nextDue() {
        lock.lock();
        try {
            return Optional.ofNullable(entries.peek()).map(next -> wall(next.dueNanos));
        } finally {
            lock.unlock();
        }
    }

    private Task add(Duration delay, long periodNanos, Runnable task) {
        lock.lock();
        try {
            return add(
                    new Entry(
                            nanos + Math.max(0, delay.toNanos()),
                            sequence++,
                            periodNanos,
                            task,
                            null));
        } finally {
            lock.unlock();
        }
    }

    private Task add(Entry entry) {
        entries.add(entry);
        return () -> cancel(entry);
    }

    private void cancel(Entry entry) {
        lock.lock();
        try {
            entry.cancelled = true;
            entries.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Entry takeDue(long target) {
        lock.lock();
        try {
            Entry next = entries.peek();
            if (next == null || next.dueNanos > target) {
                return null;
            }
            entries.remove(next);
            nanos = Math.max(nanos, next.dueNanos);
            if (next.periodNanos > 0 && !next.cancelled) {
                next.dueNanos += next.periodNanos;
                next.sequence = sequence++;
                entries.add(next);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private static final class Entry {
        private final long periodNanos;
        private final Runnable task;
        private final @Nullable Instant due;
        private long dueNanos;
        private long sequence;
        private boolean cancelled;

        /// @param due by the wall clock; null when it is due by the running time
        Entry(
                long dueNanos,
                long sequence,
                long periodNanos,
                Runnable task,
                @Nullable Instant due) {
            this.due = due;
            this.dueNanos = dueNanos;
            this.sequence = sequence;
            this.periodNanos = periodNanos;
            this.task = task;
        }
    }
}

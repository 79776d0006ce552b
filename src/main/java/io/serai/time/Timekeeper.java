package io.serai.time;

import java.time.Duration;
import java.time.Instant;

/// Tells the time, runs work later and gives threads. Thread-safe.
public interface Timekeeper {

    /// The wall clock. It may jump when the machine's clock is set; measure spans with [#nanos], wait for spans
    /// with [#schedule] and for a time of day with [#scheduleAt].
    Instant now();

    /// Nanoseconds from an arbitrary origin, never going back; only differences mean something.
    long nanos();

    /// Runs `task` once after `delay` (at once when zero or negative). Tasks may block.
    Task schedule(Duration delay, Runnable task);

    /// Runs `task` once when the wall clock says `due` (at once when it has), also when that clock is set
    /// meanwhile.
    Task scheduleAt(Instant due, Runnable task);

    /// Runs `task` after `initialDelay` and then every `period`. A run that is still busy when the
    /// next is due makes that next one wait; runs never overlap and missed ones are not made up.
    ///
    /// @throws IllegalArgumentException when `period` is not positive
    Task scheduleEvery(Duration initialDelay, Duration period, Runnable task);

    /// A thread of its own for work that waits for word again and again; not started yet.
    ThreadHandle thread(String name, Runnable body);

    /// Something that will run.
    interface Task {

        /// Prevents every run that has not begun; a run under way ends by itself. Idempotent.
        void cancel();
    }
}

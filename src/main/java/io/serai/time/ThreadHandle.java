package io.serai.time;

import java.time.Duration;

/// A thread of a [Timekeeper]. What it waits for by [#park] is told to it by [#unpark]; as with
/// [java.util.concurrent.locks.LockSupport], a word that comes first is kept, and a wait may end without one.
/// Thread-safe.
public interface ThreadHandle {

    /// Begins; once.
    void start();

    /// On the thread itself: waits until [#unpark] or [#interrupt].
    void park();

    void unpark();

    /// Interrupts the thread, and its [#park].
    void interrupt();

    boolean isCurrent();

    /// Waits until it has ended, up to `limit`; one that was not started counts as ended.
    ///
    /// @return whether it has
    boolean join(Duration limit) throws InterruptedException;
}

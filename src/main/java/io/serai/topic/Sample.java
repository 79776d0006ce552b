package io.serai.topic;

import io.serai.observe.TokenBucket;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// How much of what is said is looked at: when it is more than [#MOST_A_SECOND], the look rests for a while,
/// so that on average it costs no more than that. Guarded by the lock of its [TopicWatch].
final class Sample {

    static final int MOST_A_SECOND = 2000;

    static final Duration SHORTEST_REST = Duration.ofSeconds(2);

    /// Everything is looked at again when a look has gone on for so long.
    static final Duration CALM = Duration.ofSeconds(3);

    private static final double NANOS = 1e9;

    private final Timekeeper time;
    private TokenBucket allowance;

    /// Since the last rest, those included that the broker had kept.
    private long heard;

    private boolean resting;
    private Instant missedUntil = Instant.MIN;

    /// What ends the rest, or tells that it is over.
    private Timekeeper.@Nullable Task next;

    Sample(Timekeeper time) {
        this.time = time;
        allowance = newAllowance();
    }

    private TokenBucket newAllowance() {
        return new TokenBucket(time, MOST_A_SECOND, MOST_A_SECOND);
    }

    /// Counts a message.
    ///
    /// @param kept by the broker from before: those come all at once, after subscribing
    /// @return whether it is time to rest
    boolean isTooMuch(boolean kept) {
        heard++;
        return !kept && !allowance.take();
    }

    /// @param whenOver is run when the rest is over
    void rest(Runnable whenOver) {
        cancel();
        resting = true;
        Duration earned = Duration.ofNanos((long) (heard / (double) MOST_A_SECOND * NANOS));
        next =
                time.schedule(
                        earned.compareTo(SHORTEST_REST) > 0 ? earned : SHORTEST_REST, whenOver);
    }

    /// @param whenCalm is run when there was no other rest for a while
    void resume(Runnable whenCalm) {
        cancel();
        resting = false;
        heard = 0;
        missedUntil = time.now();
        allowance = newAllowance();
        next = time.schedule(CALM, whenCalm);
    }

    boolean isResting() {
        return resting;
    }

    /// Whether a part is left out, or was a moment ago.
    boolean isPartial() {
        return next != null;
    }

    boolean mayHaveMissed(Instant since) {
        return resting || since.isBefore(missedUntil);
    }

    /// It is whole again, or nobody wants it.
    void cancel() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }
}

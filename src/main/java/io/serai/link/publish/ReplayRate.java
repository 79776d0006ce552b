package io.serai.link.publish;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How fast the inputQueue may go out: so many a second, and one more for each that joins it meanwhile, so
/// that it shrinks however much comes. Not thread-safe.
public final class ReplayRate {

    /// Bursts a second, so that a fast replay does not need a timer for each message.
    private static final int BURSTS = 20;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final double burst;
    private double allowed;
    private long joined;
    private long asOf;

    /// @param perSecond 0 for no limit
    public ReplayRate(int perSecond, long now) {
        this.perSecond = perSecond;
        burst = Math.max(1, (double) perSecond / BURSTS);
        allowed = burst;
        asOf = now;
    }

    /// One more is in the inputQueue.
    public void join() {
        if (perSecond > 0) {
            joined++;
        }
    }

    /// Whether so many could go at once: none of them is of the inputQueue any more.
    boolean isCaughtUp(long unsent) {
        return perSecond == 0 || joined >= unsent;
    }

    public boolean allows(long now) {
        if (perSecond == 0 || joined > 0) {
            return true;
        }
        allowed = Math.min(burst, allowed + (now - asOf) / SECOND * perSecond);
        asOf = now;
        return allowed >= 1;
    }

    /// One goes.
    public void take() {
        if (joined > 0) {
            joined--;
        } else {
            allowed--;
        }
    }

    /// From an instant when nothing more is allowed to the next burst.
    public Duration pause() {
        return Duration.ofNanos((long) Math.ceil((burst - allowed) / perSecond * SECOND));
    }
}

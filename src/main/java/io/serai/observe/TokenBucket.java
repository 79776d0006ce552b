package io.serai.observe;

import io.serai.time.Timekeeper;

/// How much of a flood is let through. Not thread-safe.
public final class TokenBucket {

    private static final int TOLD_AT_ONCE = 200;
    private static final double NANOS = 1e9;

    private final Timekeeper time;
    private final int burst;
    private final double perSecond;
    private double tokens;
    private long lastNanos;

    /// @param burst as many at once, at least 1
    /// @param perSecond and so many a second after that, positive
    public TokenBucket(Timekeeper time, int burst, double perSecond) {
        this.time = time;
        this.burst = burst;
        this.perSecond = perSecond;
        tokens = burst;
        lastNanos = time.nanos();
    }

    /// For what people read: 200, then one a second.
    public static TokenBucket ofWords(Timekeeper time) {
        return new TokenBucket(time, TOLD_AT_ONCE, 1);
    }

    /// Takes a token, if one is there.
    public boolean take() {
        long now = time.nanos();
        tokens = Math.min(burst, tokens + (now - lastNanos) / NANOS * perSecond);
        lastNanos = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}

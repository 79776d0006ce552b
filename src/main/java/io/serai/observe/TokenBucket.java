package io.serai.observe;

import io.serai.time.Timekeeper;

/// How much of a flood is told: a burst of 200, then one a second. Not thread-safe.
public final class TokenBucket {

    private static final int BURST = 200;
    private static final double PER_NANO = 1e-9;

    private final Timekeeper time;
    private double tokens = BURST;
    private long lastNanos;

    public TokenBucket(Timekeeper time) {
        this.time = time;
        lastNanos = time.nanos();
    }

    /// Takes a token, if one is there.
    public boolean take() {
        long now = time.nanos();
        tokens = Math.min(BURST, tokens + (now - lastNanos) * PER_NANO);
        lastNanos = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}

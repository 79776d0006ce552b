package io.serai.history;

import io.serai.store.SeriesPoint;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which values of one series are kept by themselves: a change, and now and then one that stays. Not
/// thread-safe.
final class Track {

    static final Duration HEARTBEAT = Duration.ofMinutes(5);

    /// A clock that is set back further than this is believed.
    private static final long SMALL_STEP_MS = 60_000;

    final String name;
    final boolean isState;
    final double deadband;
    final Optional<Duration> gap;

    private @Nullable Object kept;
    private long keptAt = Long.MIN_VALUE;
    private long lastAt = Long.MIN_VALUE;
    private @Nullable SeriesPoint skipped;

    Track(String name, boolean isState, double deadband, Optional<Duration> gap) {
        this.name = name;
        this.isState = isState;
        this.deadband = deadband;
        this.gap = gap;
    }

    /// Whether it is the one kept last.
    boolean isKept(Object value) {
        return value.equals(kept);
    }

    /// What is to be kept now that `value` has come; times only rise, so that no value takes another's place.
    List<SeriesPoint> take(Object value, long now) {
        long time = now > lastAt || lastAt - now > SMALL_STEP_MS ? now : lastAt + 1;
        lastAt = time;
        var point = new SeriesPoint(time, value);
        boolean isDue = !isState && (time < keptAt || time - keptAt >= HEARTBEAT.toMillis());
        if (kept != null && !isDue && isNear(value)) {
            skipped = point;
            return List.of();
        }
        List<SeriesPoint> points = new ArrayList<>();
        SeriesPoint before = skipped;
        if (before != null && !isState) {
            points.add(before); // so that a line stays level until it changes
        }
        points.add(point);
        skipped = null;
        kept = value;
        keptAt = time;
        return points;
    }

    private boolean isNear(Object value) {
        return (value instanceof Double number && kept instanceof Double before && deadband > 0)
                ? Math.abs(number - before) < deadband
                : value.equals(kept);
    }
}

package io.serai.link.publish;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// How long messages have waited, told by their ids and in the gateway's running time: a wall clock
/// that is set at boot, as on a Pi, must not make all of them old at once. Those of an earlier run
/// count from the start of this one. Not thread-safe.
final class RunningAges {

    /// An age is at most this part of the limit too great.
    private static final int PRECISION = 50;

    private final long limit;

    /// When the message of an id and those after it came, up to the next mark.
    private final TreeMap<Long, Long> marks = new TreeMap<>();

    /// @param limit zero for none
    RunningAges(Duration limit, long now) {
        this.limit = limit.toNanos();
        marks.put(0L, now);
    }

    boolean isLimited() {
        return limit > 0;
    }

    /// A message has come; ids rise.
    void came(long id, long now) {
        if (limit > 0 && now - marks.lastEntry().getValue() >= limit / PRECISION) {
            marks.put(id, now);
        }
    }

    boolean isOver(long id, long now) {
        Map.Entry<Long, Long> mark = marks.floorEntry(id);
        if (limit == 0 || mark == null || now - mark.getValue() < limit) {
            return false;
        }
        // The oldest is asked for first, so the marks before this one have served.
        marks.headMap(mark.getKey()).clear();
        return true;
    }
}

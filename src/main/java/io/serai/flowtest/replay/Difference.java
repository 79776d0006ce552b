package io.serai.flowtest.replay;

import io.serai.flowtest.read.Spans;

import java.time.Duration;

/// Something that went out of a flow, beside what the recording says.
///
/// @param at since the begin of the recording
/// @param where topic, device or endpoint
/// @param recorded as people read it; empty when the recording does not have it
/// @param now as people read it; empty when it did not go out
public record Difference(Duration at, Kind kind, String where, String recorded, String now) {

    /// How the two compare.
    public enum Kind {
        SAME,
        /// It was recorded and did not go out.
        MISSING,
        /// It went out and was not recorded.
        EXTRA,
        /// Something else went out in its place.
        DIFFERENT,
        /// It went out at another time.
        MOVED
    }

    @Override
    public String toString() {
        String what =
                switch (kind) {
                    case SAME -> now;
                    case MISSING -> recorded;
                    case EXTRA -> now;
                    case DIFFERENT -> recorded + "  became  " + now;
                    case MOVED -> recorded + "  " + now;
                };
        return "%s  %-9s  %s %s"
                .formatted(
                        Spans.clock(at),
                        kind.name().toLowerCase(java.util.Locale.ROOT),
                        where,
                        what);
    }
}

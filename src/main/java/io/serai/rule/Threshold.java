package io.serai.rule;

/// On or off from a number, with hysteresis: a value beyond `limit` switches on, one back at or past
/// `release` switches off, and between the two what held goes on to hold.
///
/// @param side where "beyond" lies
/// @param limit the limit itself is not beyond: below 300 means 299.9 is and 300 is not
/// @param release equal to `limit` for no hysteresis; at or above it for `BELOW`, at or below it for
///     `ABOVE`
public record Threshold(Side side, double limit, double release) {

    /// Which side of the limit switches on.
    public enum Side {
        BELOW,
        ABOVE
    }

    /// What holds.
    public enum State {
        /// No value outside the band has been seen yet.
        UNKNOWN,
        OFF,
        ON
    }

    public Threshold {
        if (!Double.isFinite(limit) || !Double.isFinite(release)) {
            throw new IllegalArgumentException("limits must be finite numbers");
        }
        if (side == Side.BELOW ? release < limit : release > limit) {
            throw new IllegalArgumentException(
                    "until = %s must not be %s than %s = %s"
                            .formatted(
                                    release,
                                    side == Side.BELOW ? "less" : "more",
                                    side == Side.BELOW ? "below" : "above",
                                    limit));
        }
    }

    /// What holds after `value`, given what held before.
    public State decide(State before, double value) {
        return switch (side) {
            case BELOW -> value < limit ? State.ON : value >= release ? State.OFF : before;
            case ABOVE -> value > limit ? State.ON : value <= release ? State.OFF : before;
        };
    }
}

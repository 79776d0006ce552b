package io.serai.bench;

/// A target of the project and what was measured.
///
/// @param measured in the unit of `target`, mostly a ratio
/// @param detail the figures behind it
record Claim(String row, String what, double measured, Bound bound, double target, String detail) {

    /// On which side of the target it is good to be.
    enum Bound {
        AT_LEAST("at least"),
        AT_MOST("at most");

        private final String words;

        Bound(String words) {
            this.words = words;
        }
    }

    static Claim atLeast(String row, String what, double measured, double target, String detail) {
        return new Claim(row, what, measured, Bound.AT_LEAST, target, detail);
    }

    static Claim atMost(String row, String what, double measured, double target, String detail) {
        return new Claim(row, what, measured, Bound.AT_MOST, target, detail);
    }

    boolean reached() {
        return switch (bound) {
            case AT_LEAST -> measured >= target;
            case AT_MOST -> measured <= target;
        };
    }

    String limit() {
        return bound.words + " " + Spread.number(target, decimals(target));
    }

    String figure() {
        return Spread.number(measured, measured == Math.rint(measured) ? 0 : 2);
    }

    private static int decimals(double value) {
        return value == Math.rint(value) ? 0 : value * 10 == Math.rint(value * 10) ? 1 : 2;
    }
}

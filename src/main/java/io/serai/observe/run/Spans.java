package io.serai.observe.run;

import java.time.Duration;

/// Spans of time as people say them.
final class Spans {

    private static final int TWO = 120;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private Spans() {}

    /// `4 s`, `12 min`, `3 h`.
    static String words(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < TWO) {
            return seconds + " s";
        }
        if (seconds < TWO * MINUTE) {
            return seconds / MINUTE + " min";
        }
        return seconds < 2 * 24 * HOUR ? seconds / HOUR + " h" : seconds / (24 * HOUR) + " days";
    }
}

package io.serai.node.spi;

import org.apache.camel.util.TimeUtils;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/// Reads option values of the palette's endpoints.
public final class NodeOptions {

    private static final Pattern TIME = Pattern.compile("(\\d+ *[a-z]* *)+");

    private NodeOptions() {}

    /// `5s`, `1m30s`, `250` (milliseconds) or ISO 8601, as everywhere in Camel.
    public static Duration duration(String option, String text) {
        // What Camel does not understand it reads as 0.
        if (!text.startsWith("P") && !TIME.matcher(text).matches()) {
            throw noDuration(option, text);
        }
        try {
            return text.startsWith("P")
                    ? Duration.parse(text)
                    : Duration.ofMillis(TimeUtils.toMilliSeconds(text));
        } catch (IllegalArgumentException | java.time.DateTimeException _) {
            throw noDuration(option, text);
        }
    }

    private static IllegalArgumentException noDuration(String option, String text) {
        return new IllegalArgumentException(
                "%s must be a duration such as 5s or 1m30s, is %s".formatted(option, text));
    }

    public static double number(String option, String text) {
        try {
            return Payloads.number(text);
        } catch (BadMessageException _) {
            throw new IllegalArgumentException(
                    "%s must be a number, is %s".formatted(option, text));
        }
    }

    public static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

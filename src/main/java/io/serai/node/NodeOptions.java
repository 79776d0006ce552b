package io.serai.node;

import org.apache.camel.util.TimeUtils;

import java.time.Duration;
import java.util.Locale;

/// Reads option values of the palette's endpoints.
final class NodeOptions {

    private NodeOptions() {}

    /// `5s`, `1m30s`, `250` (milliseconds) or ISO 8601, as everywhere in Camel.
    static Duration duration(String option, String text) {
        try {
            return text.startsWith("P")
                    ? Duration.parse(text)
                    : Duration.ofMillis(TimeUtils.toMilliSeconds(text));
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new IllegalArgumentException(
                    "%s must be a duration such as 5s or 1m30s, is %s".formatted(option, text), e);
        }
    }

    static double number(String option, String text) {
        try {
            return Payloads.number(text);
        } catch (BadMessageException e) {
            throw new IllegalArgumentException(
                    "%s must be a number, is %s".formatted(option, text), e);
        }
    }

    static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

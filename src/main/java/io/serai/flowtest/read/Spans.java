package io.serai.flowtest.read;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Spans of time as test files write them: `4m`, `1h 30m`, `500ms`.
public final class Spans {

    private static final Pattern PART =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|s|m|h|d)\\s*");
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final BigDecimal MILLI = BigDecimal.valueOf(1_000_000L);

    private Spans() {}

    /// @throws TestFileException when the node is no span
    static Duration read(YamlNode node, String what) {
        String text = node.text(what).strip();
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            long millis =
                    switch (part.group(2)) {
                        case "ms" -> 1;
                        case "s" -> 1000;
                        case "m" -> 60_000;
                        case "h" -> 3_600_000;
                        default -> 86_400_000;
                    };
            sum =
                    sum.plusNanos(
                            new BigDecimal(part.group(1))
                                    .multiply(BigDecimal.valueOf(millis))
                                    .multiply(MILLI)
                                    .longValue());
            end = part.end();
        }
        if (text.isEmpty() || end != text.length() || sum.compareTo(LONGEST) > 0) {
            throw new TestFileException(
                    node.line(),
                    "%s must be a span of time such as 500ms, 4m or 1h 30m, is \"%s\""
                            .formatted(what, text));
        }
        return sum;
    }

    /// As a test file writes it, to the millisecond: `4m 3.25s`.
    public static String text(Duration span) {
        var text = new StringBuilder();
        if (span.toHours() > 0) {
            text.append(span.toHours()).append("h ");
        }
        if (span.toMinutesPart() > 0) {
            text.append(span.toMinutesPart()).append("m ");
        }
        int millis = span.toMillisPart();
        if (span.toSecondsPart() > 0) {
            BigDecimal seconds = BigDecimal.valueOf(span.toSecondsPart() * 1000L + millis, 3);
            text.append(seconds.stripTrailingZeros().toPlainString()).append("s ");
        } else if (millis > 0 || text.isEmpty()) {
            text.append(millis).append("ms ");
        }
        return text.toString().strip();
    }

    /// As a person reads it: `0:04:00.000`.
    public static String clock(Duration span) {
        return "%d:%02d:%02d.%03d"
                .formatted(
                        span.toHours(),
                        span.toMinutesPart(),
                        span.toSecondsPart(),
                        span.toMillisPart());
    }
}

package io.serai.flowtest.read;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Values as YAML in one line, as people write it in test files: `{light: 120}`.
public final class YamlLine {

    /// Words that every reader of YAML takes for the same text.
    private static final Pattern PLAIN =
            Pattern.compile("[\\p{L}_/][\\p{L}\\p{N}_/.+*-]*( [\\p{L}\\p{N}_/.+*-]+)*");

    /// Words that some reader takes for something else.
    private static final Pattern SPECIAL = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private YamlLine() {}

    public static String of(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(each ->
                                    "%s: %s"
                                            .formatted(
                                                    of(String.valueOf(each.getKey())),
                                                    of(each.getValue())))
                            .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list ->
                    list.stream().map(YamlLine::of).collect(Collectors.joining(", ", "[", "]"));
            case String text
                    when PLAIN.matcher(text).matches() && !SPECIAL.matcher(text).matches() ->
                    text;
            case BigDecimal number -> number.toPlainString();
            case null, default -> Json.write(value); // a text of JSON is one of YAML
        };
    }
}

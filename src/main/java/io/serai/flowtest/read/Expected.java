package io.serai.flowtest.read;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/// What a value is to be: exactly it, of a mapping the keys that are named, or what operators such as
/// `$near` ask for.
public final class Expected {

    private static final String MARK = "$";
    private static final Object ABSENT = new Object();

    /// What each operator asks of a value, which is [#ABSENT] when there is none.
    private static final Map<String, BiPredicate<Object, @Nullable Object>> OPERATORS =
            Map.ofEntries(
                    Map.entry("$any", (_, actual) -> !ABSENT.equals(actual)),
                    Map.entry("$absent", (_, actual) -> ABSENT.equals(actual)),
                    Map.entry("$not", (wanted, actual) -> !matches(wanted, actual)),
                    Map.entry("$in", Expected::isOneOf),
                    Map.entry("$exactly", Expected::isExactly),
                    Map.entry("$contains", Expected::contains),
                    Map.entry(
                            "$matches",
                            (wanted, actual) ->
                                    !ABSENT.equals(actual)
                                            && pattern(wanted).matcher(text(actual)).matches()),
                    Map.entry("$above", (wanted, actual) -> compare(actual, wanted) > 0),
                    Map.entry("$below", (wanted, actual) -> compare(wanted, actual) > 0),
                    Map.entry("$near", (_, actual) -> number(actual).isPresent()),
                    Map.entry("$by", (_, _) -> true));

    private final @Nullable Object wanted;

    private Expected(@Nullable Object wanted) {
        this.wanted = wanted;
    }

    /// @throws TestFileException when an operator is unknown or cannot be used so
    static Expected of(YamlNode node) {
        Object value = node.value();
        check(value, node.line());
        return new Expected(value);
    }

    /// A text that holds `part`.
    static Expected containing(String part) {
        return new Expected(Map.of("$contains", part));
    }

    private static void check(@Nullable Object value, int line) {
        switch (value) {
            case Map<?, ?> map when isOperators(map) -> checkOperators(map, line);
            case Map<?, ?> map -> map.values().forEach(each -> check(each, line));
            case List<?> list -> list.forEach(each -> check(each, line));
            case null, default -> {}
        }
    }

    private static void checkOperators(Map<?, ?> map, int line) {
        for (Map.Entry<?, ?> each : map.entrySet()) {
            String name = String.valueOf(each.getKey());
            if (!OPERATORS.containsKey(name)) {
                throw new TestFileException(
                        line,
                        "\"%s\" is no operator.%s There are: %s"
                                .formatted(
                                        name,
                                        io.serai.config.NearNames.suggestion(
                                                name, OPERATORS.keySet()),
                                        OPERATORS.keySet().stream()
                                                .sorted()
                                                .collect(Collectors.joining(", "))));
            }
            boolean usable =
                    switch (name) {
                        case "$matches" -> isPattern(each.getValue());
                        case "$above", "$below", "$by" -> number(each.getValue()).isPresent();
                        case "$near" ->
                                number(each.getValue()).isPresent() && map.containsKey("$by");
                        case "$in" -> each.getValue() instanceof List;
                        default -> true;
                    };
            if (!usable || (name.equals("$by") && !map.containsKey("$near"))) {
                throw new TestFileException(
                        line,
                        "%s cannot be used so: $matches takes a regular expression, $above and $below a number,"
                                        .formatted(name)
                                + " $in a list, and $near a number together with $by");
            }
            if (name.equals("$not")) {
                check(each.getValue(), line);
            }
        }
    }

    private static boolean isOperators(Map<?, ?> map) {
        return map.keySet().stream()
                .anyMatch(key -> key instanceof String name && name.startsWith(MARK));
    }

    private static boolean isPattern(@Nullable Object value) {
        try {
            return value != null && !pattern(value).pattern().isEmpty();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /// Whether a payload or body is it: as text when a text is asked for, else as JSON.
    public boolean isText(String actual) {
        return matches(wanted, wanted instanceof String ? actual : parsed(actual))
                // An operator may ask for the text, or for what the text says.
                || (wanted instanceof String && matches(wanted, parsed(actual)))
                || (isTextOperator() && matches(wanted, actual));
    }

    private boolean isTextOperator() {
        return wanted instanceof Map<?, ?> map
                && isOperators(map)
                && (map.containsKey("$matches") || map.containsKey("$contains"));
    }

    private static Object parsed(String text) {
        Optional<Json.Parsed> json = Json.parse(text);
        return json.isPresent() ? orNull(json.get().value()) : text;
    }

    private static final Object NULL = new Object();

    private static Object orNull(@Nullable Object value) {
        return value == null ? NULL : value;
    }

    /// Whether a value is it; null for none.
    public boolean is(@Nullable Object actual) {
        return matches(wanted, actual == null ? ABSENT : actual);
    }

    private static boolean matches(@Nullable Object wanted, @Nullable Object actual) {
        if (wanted instanceof Map<?, ?> map && isOperators(map)) {
            return map.entrySet().stream()
                            .allMatch(each ->
                                    Objects.requireNonNull(
                                                    OPERATORS.get(String.valueOf(each.getKey())))
                                            .test(each.getValue(), actual))
                    && isNear(map, actual);
        }
        if (ABSENT.equals(actual)) {
            return false;
        }
        return switch (wanted) {
            case null -> actual == null || NULL.equals(actual);
            case Map<?, ?> map ->
                    actual instanceof Map<?, ?> there
                            && map.entrySet().stream()
                                    .allMatch(each ->
                                            matches(each.getValue(), member(there, each.getKey())));
            case List<?> list -> actual instanceof List<?> there && areAll(list, there);
            case Number _ -> compare(wanted, actual) == 0;
            default -> wanted.equals(actual);
        };
    }

    private static @Nullable Object member(Map<?, ?> map, @Nullable Object key) {
        String name = String.valueOf(key);
        return map.containsKey(name) ? map.get(name) : ABSENT;
    }

    private static boolean areAll(List<?> wanted, List<?> actual) {
        if (wanted.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!matches(wanted.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOneOf(Object wanted, @Nullable Object actual) {
        return ((List<?>) wanted).stream().anyMatch(each -> matches(each, actual));
    }

    /// No key more than is wanted.
    private static boolean isExactly(Object wanted, @Nullable Object actual) {
        if (wanted instanceof Map<?, ?> map && actual instanceof Map<?, ?> there) {
            return map.keySet().stream()
                            .map(String::valueOf)
                            .collect(Collectors.toSet())
                            .equals(there.keySet())
                    && map.entrySet().stream()
                            .allMatch(each ->
                                    isExactlyOrOperator(
                                            each.getValue(),
                                            there.get(String.valueOf(each.getKey()))));
        }
        return matches(wanted, actual);
    }

    private static boolean isExactlyOrOperator(@Nullable Object wanted, @Nullable Object actual) {
        return (wanted instanceof Map<?, ?> map && !isOperators(map))
                ? isExactly(map, actual)
                : matches(wanted, actual);
    }

    private static boolean contains(Object wanted, @Nullable Object actual) {
        return actual instanceof List<?> list
                ? list.stream().anyMatch(each -> matches(wanted, each))
                : !ABSENT.equals(actual) && text(actual).contains(text(wanted));
    }

    private static boolean isNear(Map<?, ?> operators, @Nullable Object actual) {
        Object near = operators.get("$near");
        Object by = operators.get("$by");
        return near == null
                || by == null
                || number(actual)
                        .map(there ->
                                there.subtract(number(near).orElseThrow())
                                                .abs()
                                                .compareTo(number(by).orElseThrow())
                                        <= 0)
                        .orElse(false);
    }

    /// @return 0 when equal, 1 when `left` is more, else -1; -1 when one is no number
    private static int compare(@Nullable Object left, @Nullable Object right) {
        Optional<BigDecimal> a = number(left);
        Optional<BigDecimal> b = number(right);
        return a.isPresent() && b.isPresent() ? a.get().compareTo(b.get()) : -1;
    }

    private static Optional<BigDecimal> number(@Nullable Object value) {
        return value instanceof Number number
                ? Optional.of(new BigDecimal(number.toString()))
                : Optional.empty();
    }

    private static Pattern pattern(Object wanted) {
        return Pattern.compile(String.valueOf(wanted), Pattern.DOTALL);
    }

    private static String text(@Nullable Object value) {
        return value instanceof Map || value instanceof List
                ? Json.write(value)
                : NULL.equals(value) ? "null" : String.valueOf(value);
    }

    @Override
    public String toString() {
        return wanted instanceof String text ? text : Json.write(wanted);
    }
}

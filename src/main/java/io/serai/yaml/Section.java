package io.serai.yaml;

import io.serai.config.NearNames;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One mapping of a file, taken key by key. A value that cannot be used becomes a problem with
/// its line, and the fallback is handed out, so that one reading finds every problem. Not thread-safe.
public final class Section {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofDays(366);

    private final String name;
    private final Problems problems;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    /// @param name how problems call it: `simulated`
    /// @param node null for a section that is not there, which is then empty
    public Section(String name, @Nullable MappingNode node, int line, Problems problems) {
        this.name = name;
        this.problems = problems;
        this.line = line;
        if (node == null) {
            return;
        }
        for (NodeTuple tuple : node.getValue()) {
            int keyLine = lineOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keyLine, "a key of %s must be a word.".formatted(name));
                continue;
            }
            Integer before = lines.putIfAbsent(key.getValue(), keyLine);
            if (before != null) {
                problems.add(
                        keyLine,
                        "\"%s\" is given twice in %s, first in line %d. Remove one."
                                .formatted(key.getValue(), name, before));
                continue;
            }
            values.put(key.getValue(), tuple.getValueNode());
        }
    }

    public static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /// Where a key is, or where the section begins when it is not there.
    public int line(String key) {
        return lines.getOrDefault(key, line);
    }

    /// Whether the key is there; it then counts as known.
    public boolean has(String key) {
        asked.add(key);
        return values.containsKey(key);
    }

    /// Whether the value of `key` holds keys of its own.
    public boolean isMapping(String key) {
        return values.get(key) instanceof MappingNode;
    }

    /// Notes that the value of `key` cannot be used, for a reason of the caller's own.
    public void reject(String key, String message) {
        problems.add(line(key), message);
    }

    /// A text.
    public Optional<String> text(String key) {
        return scalar(key, "a text", Optional::of);
    }

    /// A text that must be there.
    public String requiredText(String key, String example) {
        return require(key, example, text(key)).orElse("");
    }

    /// A number.
    public Optional<Double> number(String key) {
        return scalar(key, "a number", Section::parseNumber);
    }

    /// A number that must be there.
    public double requiredNumber(String key, String example) {
        return require(key, example, number(key)).orElse(0.0);
    }

    /// A whole number from `min` to `max`, also as `0x48`.
    public Optional<Integer> whole(String key, int min, int max) {
        return scalar(
                key,
                "a whole number from %d to %d".formatted(min, max),
                text -> parseWhole(text).filter(number -> number >= min && number <= max));
    }

    /// A whole number that must be there.
    public int requiredWhole(String key, int min, int max) {
        return require(
                        key,
                        "a whole number from %d to %d".formatted(min, max),
                        whole(key, min, max))
                .orElse(min);
    }

    /// `true` or `false`.
    public boolean flag(String key, boolean fallback) {
        return scalar(
                        key,
                        "true or false",
                        text ->
                                switch (text) {
                                    case "true" -> Optional.of(true);
                                    case "false" -> Optional.of(false);
                                    default -> Optional.empty();
                                })
                .orElse(fallback);
    }

    /// `on` or `off`, also as `true` or `false`.
    public Optional<Boolean> onOff(String key) {
        return scalar(
                key,
                "on or off",
                text ->
                        switch (text) {
                            case "on", "true" -> Optional.of(true);
                            case "off", "false" -> Optional.of(false);
                            default -> Optional.empty();
                        });
    }

    /// A span of time such as `500ms` or `10m`; more than nothing.
    public Duration duration(String key, Duration fallback) {
        return scalar(key, "a time such as 500ms, 10s, 5m or 1h", Section::parseDuration)
                .orElse(fallback);
    }

    /// One of some words.
    public Optional<String> choice(String key, List<String> words) {
        Optional<String> text = text(key);
        if (text.isPresent() && !words.contains(text.get())) {
            problems.add(
                    line(key),
                    "%s \"%s\" is not known.%s There are: %s."
                            .formatted(
                                    key,
                                    text.get(),
                                    NearNames.suggestion(text.get(), words),
                                    String.join(", ", words)));
            return Optional.empty();
        }
        return text;
    }

    /// What a text stands for.
    ///
    /// @param rule what it must be, as in `"KEY" must be RULE, not "x".`
    /// @param parse empty when the text breaks the rule
    public <T> Optional<T> value(String key, String rule, Function<String, Optional<T>> parse) {
        return scalar(key, rule, parse);
    }

    /// A mapping inside this one.
    public Optional<Section> section(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof MappingNode mapping) {
            return Optional.of(new Section(key, mapping, line(key), problems));
        }
        problems.add(
                line(key),
                "\"%s\" must hold keys, such as %s: {...}, not %s."
                        .formatted(key, key, shown(key)));
        return Optional.empty();
    }

    /// A list inside this one; empty when it is not there or empty.
    public List<Node> list(String key) {
        if (!has(key) || isEmpty(key)) {
            return List.of();
        }
        if (values.get(key) instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problems.add(
                line(key),
                "\"%s\" must be a list, each entry beginning with \"- \", not %s."
                        .formatted(key, shown(key)));
        return List.of();
    }

    /// Notes that a key which must be there is not.
    public void missing(String key, String example) {
        problems.add(line, "%s has no \"%s\". Give it %s.".formatted(name, key, example));
    }

    /// Notes every key nobody asked for.
    public void finish() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                problems.add(
                        line(key),
                        "\"%s\" is not known in %s.%s There are: %s."
                                .formatted(
                                        key,
                                        name,
                                        NearNames.suggestion(key, asked),
                                        asked.isEmpty() ? "no keys" : String.join(", ", asked)));
            }
        }
    }

    private <T> Optional<T> require(String key, String example, Optional<T> value) {
        if (value.isEmpty() && (!has(key) || isEmpty(key))) {
            missing(key, example);
        }
        return value;
    }

    private <T> Optional<T> scalar(String key, String rule, Function<String, Optional<T>> parse) {
        if (!has(key) || isEmpty(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof ScalarNode scalar) {
            Optional<T> value = parse.apply(scalar.getValue());
            if (value.isPresent()) {
                return value;
            }
        }
        problems.add(line(key), "\"%s\" must be %s, not %s.".formatted(key, rule, shown(key)));
        return Optional.empty();
    }

    private boolean isEmpty(String key) {
        return values.get(key) instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().isEmpty();
    }

    private String shown(String key) {
        return switch (values.get(key)) {
            case ScalarNode scalar -> '"' + scalar.getValue() + '"';
            case SequenceNode _ -> "a list";
            case null, default -> "a mapping";
        };
    }

    private static Optional<Double> parseNumber(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return parseWhole(text).map(Integer::doubleValue);
        }
    }

    private static Optional<Integer> parseWhole(String text) {
        try {
            return Optional.of(
                    text.startsWith("0x")
                            ? Integer.parseInt(text.substring(2), 16)
                            : Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                };
        return Optional.of(duration).filter(d -> d.isPositive() && d.compareTo(LONGEST) <= 0);
    }
}

package io.serai.flowtest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A route file with one small mistake in it, as a hand makes it: another limit, comparison, topic or delay.
/// It looks at the text alone, so YAML and Java are the same to it.
final class RouteMutants {

    enum Kind {
        LIMIT,
        COMPARISON,
        TOPIC,
        DELAY
    }

    /// @param line of the mistake
    /// @param text of the whole file with it
    record Mutant(Kind kind, int line, String before, String after, String text) {
        @Override
        public String toString() {
            return "%4d %-10s %s -> %s"
                    .formatted(line, kind.name().toLowerCase(Locale.ROOT), before, after);
        }
    }

    private record Rule(Kind kind, Pattern pattern, Function<MatchResult, List<String>> others) {}

    /// What says nothing to a machine, or only names something within the flow.
    private static final Pattern IDLE =
            Pattern.compile(
                    "^\\s*(#|//|\\*|import |- id:|id:|description:|.*routeDescription|.*routeId).*");

    private static final Map<String, String> OPPOSITES =
            Map.ofEntries(
                    Map.entry("below:", "above:"),
                    Map.entry("above:", "below:"),
                    Map.entry("&&", "||"),
                    Map.entry(" contains ", " !contains "),
                    Map.entry(" is '", " !is '"),
                    Map.entry("emit: change", "emit: all"),
                    Map.entry("missing: skip", "missing: fail"),
                    Map.entry("retained: true", "retained: false"),
                    Map.entry("rejectExecution: true", "rejectExecution: false"),
                    Map.entry("constant: true", "constant: false"),
                    Map.entry("\"on\"", "\"off\""),
                    Map.entry("\"off\"", "\"on\""),
                    Map.entry(": true}", ": false}"),
                    Map.entry(": false}", ": true}"),
                    Map.entry("online", "offline"),
                    Map.entry("offline", "online"),
                    Map.entry("Math.max", "Math.min"),
                    Map.entry("Math.min", "Math.max"),
                    Map.entry("exchange -> exchange", "exchange -> !exchange"),
                    Map.entry("? 1 : 0", "? 0 : 1"));

    private static final Map<String, String> OTHER_DEVICES =
            Map.of(
                    "nightlight-light", "office-humidity",
                    "office-humidity", "office-temperature",
                    "office-temperature", "office-humidity",
                    "nightlight-led", "pump",
                    "office-lamp", "nightlight-led",
                    "pump", "office-lamp",
                    "led", "pump");

    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            Kind.LIMIT,
                            Pattern.compile(
                                    "(?<=(?:below|above|until|repeatCount): )\\d+(?:\\.\\d+)?"),
                            RouteMutants::neighbours),
                    new Rule(
                            Kind.LIMIT,
                            Pattern.compile(
                                    "(?<=\\[)\\d+(?=\\])|(?<=[(] ?|, |\\? |: )\\d+(?=[,;) ])"),
                            RouteMutants::neighbours),
                    new Rule(
                            Kind.DELAY,
                            Pattern.compile(
                                    "(?<=(?:period|delay|timePeriodMillis|completionTimeout|constant): )(\\d+)(s?)$"),
                            RouteMutants::shorterAndLonger),
                    new Rule(
                            Kind.COMPARISON,
                            Pattern.compile(
                                    String.join(
                                            "|",
                                            OPPOSITES.keySet().stream()
                                                    .sorted((a, b) ->
                                                            b.length() == a.length()
                                                                    ? a.compareTo(b)
                                                                    : b.length() - a.length())
                                                    .map(Pattern::quote)
                                                    .toList())),
                            found -> List.of(OPPOSITES.get(found.group()))),
                    // each level of a topic
                    new Rule(
                            Kind.TOPIC,
                            Pattern.compile(
                                    "(?<=paho:|willTopic: |/)(?!/)[a-z][a-z0-9]*(?=[/'?]|$)"),
                            found -> List.of(found.group() + "x")),
                    new Rule(
                            Kind.TOPIC,
                            Pattern.compile("(?<=paho:|/)\\+(?=/|$)"),
                            _ -> List.of("garden")),
                    new Rule(
                            Kind.TOPIC,
                            Pattern.compile("(?<=(?:device|sensor):)[a-z][a-z-]*"),
                            found -> List.of(OTHER_DEVICES.get(found.group()))),
                    new Rule(
                            Kind.TOPIC,
                            Pattern.compile("(?<=fileName: )\\w+"),
                            found -> List.of(found.group() + "x")));

    private RouteMutants() {}

    private static List<String> neighbours(MatchResult found) {
        var number = new BigDecimal(found.group());
        return number.signum() == 0
                ? List.of(number.add(BigDecimal.ONE).toPlainString())
                : List.of(
                        number.subtract(BigDecimal.ONE).toPlainString(),
                        number.add(BigDecimal.ONE).toPlainString());
    }

    /// By a tenth, which nobody sees with the eye.
    private static List<String> shorterAndLonger(MatchResult found) {
        boolean seconds = !found.group(2).isEmpty();
        BigDecimal millis = new BigDecimal(found.group(1)).movePointRight(seconds ? 3 : 0);
        if (millis.signum() == 0) {
            return List.of("500");
        }
        if (millis.compareTo(BigDecimal.TEN) < 0) {
            return neighbours(found);
        }
        BigDecimal tenth = millis.divide(BigDecimal.TEN, 0, RoundingMode.UP);
        String unit = seconds ? "ms" : "";
        return List.of(
                millis.subtract(tenth).toPlainString() + unit,
                millis.add(tenth).toPlainString() + unit);
    }

    /// Every mutant of `text`, in the order of the file.
    static List<Mutant> of(String text) {
        List<Mutant> mutants = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (IDLE.matcher(line).matches()) {
                continue;
            }
            for (Rule rule : RULES) {
                Matcher matcher = rule.pattern().matcher(line);
                while (matcher.find()) {
                    for (String other : rule.others().apply(matcher.toMatchResult())) {
                        String changed =
                                line.substring(0, matcher.start())
                                        + other
                                        + line.substring(matcher.end());
                        List<String> all = new ArrayList<>(lines);
                        all.set(i, changed);
                        mutants.add(
                                new Mutant(
                                        rule.kind(),
                                        i + 1,
                                        line.strip(),
                                        changed.strip(),
                                        String.join("\n", all) + "\n"));
                    }
                }
            }
        }
        return mutants;
    }
}

package io.serai.observe.run;

import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Role;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A run in plain sentences.
final class RunWords {

    private static final Pattern OPTION = Pattern.compile("[?&](\\w+)=([^&]*)");
    private static final int MOST_SENDS = 3;
    private static final String VALUE = "${header.CamelThresholdValue}";
    private static final String CHANGED = "${header.CamelThresholdChanged}";
    private static final List<String> OVERRIDES =
            List.of("CamelPahoOverrideTopic", "CamelPahoMqtt5OverrideTopic");

    private final Run run;
    private final List<String> sentences = new ArrayList<>();

    private RunWords(Run run) {
        this.run = run;
    }

    /// Which conditions held and how it ended.
    static String of(Run run) {
        var words = new RunWords(run);
        Conditions.of(run).forEach(words::condition);
        words.sends();
        words.end();
        return String.join(" ", words.sentences);
    }

    /// What a source brings: `a message`.
    static String what(Node source) {
        return switch (source.scheme() == null ? "" : source.scheme()) {
            case "sensor", "device" -> "a value";
            case "timer", "quartz", "cron", "scheduler" -> "its turn";
            default -> "a message";
        };
    }

    /// Where it came from and what it held.
    static String from(Node source, Run run) {
        String value = run.input().shortText();
        return switch (what(source)) {
            case "its turn" -> ".";
            case "a value" -> " from %s: %s.".formatted(source.label(), value);
            default ->
                    (source.topic() == null ? " from %s: %s." : " on %s: %s.")
                            .formatted(run.trigger(), value);
        };
    }

    private void condition(Condition condition) {
        Boolean held = condition.held();
        if (held == null) {
            return;
        }
        Node node = condition.node();
        String what =
                "threshold".equals(node.scheme())
                        ? threshold(node)
                        : "%s \"%s\"".formatted(node.type(), node.detail());
        String verb =
                node.type().equals("idempotentConsumer")
                        ? held ? "had not seen this before" : "had seen this before"
                        : held ? "held" : "did not hold";
        sentences.add("At %s %s %s%s.".formatted(node.place(), what, verb, values(condition)));
    }

    /// `threshold "dark" (light below 300)`.
    private static String threshold(Node node) {
        Map<String, String> options =
                OPTION.matcher(node.detail())
                        .results()
                        .collect(
                                Collectors.toMap(
                                        found -> found.group(1),
                                        found -> found.group(2),
                                        (first, _) -> first));
        String side = options.containsKey("below") ? "below" : "above";
        String name = node.detail().replaceFirst("\\?.*", "").replaceFirst("^threshold:(//)?", "");
        String field = options.getOrDefault("field", "");
        String until = options.containsKey("until") ? ", until " + options.get("until") : "";
        return "threshold \"%s\" (%s%s %s%s)"
                .formatted(
                        name,
                        field.isEmpty() ? "" : field + " ",
                        side,
                        options.getOrDefault(side, "?"),
                        until);
    }

    private static String values(Condition condition) {
        Map<String, String> values = condition.values();
        if ("threshold".equals(condition.node().scheme())) {
            String value = values.get(VALUE);
            Matcher field = Pattern.compile("[?&]field=([^&]+)").matcher(condition.node().detail());
            return value == null
                    ? ""
                    : ": %s was %s".formatted(field.find() ? field.group(1) : "the value", value);
        }
        return values.isEmpty()
                ? ""
                : values.entrySet().stream()
                        .map(each -> "%s was %s".formatted(each.getKey(), each.getValue()))
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    private void sends() {
        List<String> sent = new ArrayList<>();
        for (RunStep step : run.steps()) {
            Node node = run.picture().node(step.node()).orElseThrow();
            if (node.role() == Role.SINK && step.reason() == null && step.micros() >= 0) {
                sent.add(sent(node, step));
            }
        }
        if (sent.size() > MOST_SENDS) {
            int more = sent.size() - MOST_SENDS;
            sent.subList(MOST_SENDS, sent.size()).clear();
            sent.add("%d more".formatted(more));
        }
        if (!sent.isEmpty()) {
            sentences.add("It " + String.join("; it ", sent) + ".");
        } else if (run.isOver() && run.outcome() != Run.Outcome.FAILED && hasSinks()) {
            sentences.add("Nothing was published or set.");
        }
    }

    private boolean hasSinks() {
        return run.picture().nodes().stream().anyMatch(each -> each.role() == Role.SINK);
    }

    private static String sent(Node node, RunStep step) {
        String value = step.before().shortText();
        if (node.device() != null) {
            return "set device %s to %s at %s".formatted(node.device(), value, node.place());
        }
        String topic = topic(node, step);
        return topic == null
                ? "sent %s to %s at %s".formatted(value, node.label(), node.place())
                : "published %s on %s at %s".formatted(value, topic, node.place());
    }

    private static @Nullable String topic(Node node, RunStep step) {
        for (String each : OVERRIDES) {
            if (step.before().headers().containsKey(each)) {
                return step.before().headers().get(each);
            }
        }
        return node.topic() == null ? null : node.topic().name();
    }

    private void end() {
        switch (run.outcome()) {
            case FAILED -> sentences.add("It failed%s: %s.".formatted(failedAt(), reason()));
            case STOPPED -> sentences.add("It went no further than %s.".formatted(stoppedAt()));
            case WAITING -> sentences.add("It still %s.".formatted(reason()));
            case RUNNING -> sentences.add("It is still under way.");
            case DONE -> collected();
        }
    }

    private String reason() {
        String reason = run.reason() == null ? "for no given reason" : run.reason();
        return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    }

    private String failedAt() {
        return run.steps().stream()
                .filter(each -> each.reason() != null)
                .findFirst()
                .map(each -> " at " + place(each))
                .orElse("");
    }

    private String stoppedAt() {
        Optional<RunStep> step = run.steps().stream().filter(RunStep::stopped).findFirst();
        return step.map(this::place).orElse("its last step") + step.map(this::because).orElse("");
    }

    private String because(RunStep step) {
        Node node = run.picture().node(step.node()).orElseThrow();
        if (!"threshold".equals(node.scheme())) {
            return "";
        }
        String changed =
                step.after() == null
                        ? null
                        : step.after().headers().get(CHANGED.replaceAll("^\\$\\{header\\.|}$", ""));
        return step.held() == null || changed == null
                ? ", because there was no number to look at"
                : ", because nothing changed";
    }

    private String place(RunStep step) {
        Node node = run.picture().node(step.node()).orElseThrow();
        return "%s (%s)".formatted(node.place(), node.label());
    }

    private void collected() {
        run.steps().stream()
                .map(each -> run.picture().node(each.node()).orElseThrow())
                .filter(each -> each.type().equals("aggregate"))
                .findFirst()
                .ifPresent(node ->
                        sentences.add(
                                "It was collected at %s (%s) and goes on with what comes after it, or when its time is up."
                                        .formatted(node.place(), node.label())));
    }
}

package io.serai.observe.run;

import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Way;
import io.serai.flow.FlowPicture.Wire;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the conditions of a flow said to a message. Nothing is evaluated a second time: it is told from
/// which way the message went.
public final class Conditions {

    private static final List<String> THRESHOLD =
            List.of("CamelThresholdValue", "CamelThresholdOn", "CamelThresholdChanged");

    private final Run run;
    private final FlowPicture picture;
    private final List<Condition> found = new ArrayList<>();

    private Conditions(Run run) {
        this.run = run;
        picture = run.picture();
    }

    /// In the order in which they were asked. Of a choice each branch up to the one that was taken.
    public static List<Condition> of(Run run) {
        var conditions = new Conditions(run);
        for (int i = 0; i < run.steps().size(); i++) {
            int index = i;
            conditions
                    .picture
                    .node(run.steps().get(i).node())
                    .ifPresent(node -> conditions.add(index, node));
        }
        return List.copyOf(conditions.found);
    }

    private void add(int index, Node node) {
        RunStep step = run.steps().get(index);
        if ("threshold".equals(node.scheme())) {
            found.add(new Condition(index, node, step.held(), threshold(step)));
            return;
        }
        switch (node.type()) {
            case "validate" -> found.add(condition(index, node, step.held()));
            case "filter", "idempotentConsumer" -> {
                if (!branches(node.id()).isEmpty()) {
                    @Nullable Boolean held =
                            first(index).isPresent() ? Boolean.TRUE : untaken(step);
                    found.add(condition(index, node, held));
                }
            }
            case "choice" -> choice(index, node);
            default -> {
                return;
            }
        }
    }

    private Condition condition(int index, Node node, @Nullable Boolean held) {
        return new Condition(
                index,
                node,
                held,
                AskedText.values(node.detail(), run.steps().get(index).before()));
    }

    /// What it means that no step inside was reached.
    private static @Nullable Boolean untaken(RunStep step) {
        return (step.micros() < 0 || step.reason() != null) ? null : Boolean.FALSE;
    }

    private void choice(int index, Node choice) {
        Optional<RunStep> first = first(index);
        for (String branch : branches(choice.id())) {
            Node node = picture.node(branch).orElse(null);
            if (node == null) {
                continue;
            }
            boolean taken = first.filter(step -> leads(branch, step.node())).isPresent();
            if (node.type().equals("when")) {
                Boolean held =
                        taken
                                ? Boolean.TRUE
                                : first.isPresent()
                                        ? Boolean.FALSE
                                        : untaken(run.steps().get(index));
                found.add(condition(index, node, held));
            }
            if (taken) {
                return;
            }
        }
    }

    /// The first step inside of another.
    private Optional<RunStep> first(int index) {
        return run.steps().stream().filter(each -> each.parent() == index).findFirst();
    }

    private List<String> branches(String node) {
        return picture.wires().stream()
                .filter(each -> each.way() == Way.BRANCH && each.from().equals(node))
                .map(Wire::to)
                .toList();
    }

    private boolean leads(String from, String to) {
        return picture.wires().stream()
                .anyMatch(each -> each.from().equals(from) && each.to().equals(to));
    }

    private static Map<String, String> threshold(RunStep step) {
        Map<String, String> values = new LinkedHashMap<>();
        if (step.after() != null) {
            for (String each : THRESHOLD) {
                String value = step.after().headers().get(each);
                if (value != null && step.held() != null) {
                    values.put("${header." + each + "}", value.replaceFirst("\\.0$", ""));
                }
            }
        }
        return values;
    }
}

package io.serai.runtime;

import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Role;
import io.serai.flow.FlowPicture.Way;
import io.serai.flow.FlowPicture.Wire;
import io.serai.flow.FlowSource;

import org.apache.camel.NamedNode;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.IdempotentConsumerDefinition;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ResequenceDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Draws routes as Camel has read them. Numbers go by the order of the file; what catches failures for a
/// whole route comes last, because Camel moves it about. Not thread-safe.
final class Drawing {

    /// Where a wire comes from that has no other end as yet.
    private record Loose(String from, @Nullable String label, Way way) {
        static Loose of(String from) {
            return new Loose(from, null, Way.MAIN);
        }
    }

    private final String flow;
    private final List<String> text;
    private final UnaryOperator<String> values;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    private final IdentityHashMap<NamedNode, Node> drawn = new IdentityHashMap<>();

    /// Branches by the first step on each.
    private final IdentityHashMap<NamedNode, Node> branches = new IdentityHashMap<>();

    private String route = "";

    /// Whether a header says where the next step publishes.
    private boolean isOverridden;

    private int next;

    /// @param values puts in what `{{name}}` stands for
    Drawing(FlowSource source, UnaryOperator<String> values) {
        this.flow = source.id();
        text = source.text().lines().toList();
        this.values = values;
    }

    Drawing draw(List<RouteDefinition> routes) {
        routes.stream().filter(Drawing::isOfTheFile).forEach(this::draw);
        return this;
    }

    /// A kamelet is a node to whoever uses it, whatever routes it is made of; a route that is being typed may have
    /// no `from` as yet.
    static boolean isOfTheFile(RouteDefinition route) {
        return route.getInput() != null
                && !Boolean.TRUE.equals(route.isTemplate())
                && !Boolean.TRUE.equals(route.isKamelet())
                && !route.isCreatedFromTemplate();
    }

    /// Whether it shows these routes, and not others of the same names.
    boolean hasAll(List<RouteDefinition> routes) {
        return routes.stream()
                .filter(Drawing::isOfTheFile)
                .allMatch(each -> drawn.containsKey(each.getInput()));
    }

    FlowPicture picture() {
        List<Wire> all = new ArrayList<>(wires);
        Map<String, Node> called = new HashMap<>();
        for (Node each : nodes) {
            if (each.isSource() && each.direct() != null) {
                called.put(each.direct(), each);
            }
        }
        for (Node each : nodes) {
            if (!each.isSource() && each.direct() != null && called.containsKey(each.direct())) {
                all.add(new Wire(each.id(), called.get(each.direct()).id(), null, Way.CALL));
            }
        }
        return new FlowPicture(flow, nodes, all);
    }

    /// Ids of nodes that collect messages, by what Camel calls them.
    Map<String, String> collecting() {
        Map<String, String> found = new HashMap<>();
        drawn.forEach((step, node) -> {
            if (step instanceof AggregateDefinition) {
                found.put(step.getId(), node.id());
            }
        });
        return found;
    }

    @Nullable Node node(NamedNode step) {
        return drawn.get(step);
    }

    /// The branch that a message is on when it gets to `step`; null when it is no branch's first.
    @Nullable Node branch(NamedNode step) {
        return branches.get(step);
    }

    private void draw(RouteDefinition definition) {
        route = definition.getRouteId();
        next = 0;
        isOverridden = false;
        Node from = add(definition.getInput(), Role.SOURCE);
        steps(
                definition.getOutputs().stream().filter(each -> !each.isAbstract()).toList(),
                List.of(Loose.of(from.id())));
        for (ProcessorDefinition<?> each : definition.getOutputs()) {
            if (each.isAbstract()) {
                handler(each, from);
            }
        }
    }

    private void handler(ProcessorDefinition<?> definition, Node from) {
        switch (definition) {
            case OnExceptionDefinition _ ->
                    branch(
                            definition,
                            definition.getOutputs(),
                            List.of(new Loose(from.id(), null, Way.ERROR)));
            case OnCompletionDefinition _ ->
                    branch(
                            definition,
                            definition.getOutputs(),
                            List.of(new Loose(from.id(), "at the end", Way.BRANCH)));
            default -> branch(definition, definition.getOutputs(), List.of());
        }
    }

    private Node add(NamedNode definition, Role role) {
        var label = new NodeLabel(definition, values);
        FlowPicture.@Nullable Topic topic = label.topic(role == Role.SOURCE);
        if (label.overridesTopic()) {
            isOverridden = true;
        } else if (topic != null && isOverridden) {
            topic = null;
            isOverridden = false; // the step takes the header away
        }
        var node =
                new Node(
                        route + ":" + next++,
                        route,
                        role,
                        label.type(),
                        label.scheme(),
                        label.text(),
                        label.detail(),
                        line(definition),
                        topic,
                        label.device(),
                        label.direct());
        nodes.add(node);
        drawn.put(definition, node);
        return node;
    }

    /// Camel counts one too few for a step that is written on one line: `- stop: {}`. Of some steps in Java
    /// it knows only the line of its own code; that is none here, so 0.
    private int line(NamedNode step) {
        int line = Math.max(0, step.getLineNumber());
        if (line > text.size()) {
            return 0;
        }
        String key = step.getShortName() + ":";
        boolean isBelow =
                line > 0
                        && line < text.size()
                        && !text.get(line - 1).contains(key)
                        && text.get(line).contains(key);
        return isBelow ? line + 1 : line;
    }

    /// Draws steps one after the other.
    ///
    /// @return the ways out of the last
    private List<Loose> steps(List<? extends ProcessorDefinition<?>> steps, List<Loose> in) {
        List<Loose> ways = in;
        for (ProcessorDefinition<?> each : steps) {
            ways = step(each, ways);
        }
        return ways;
    }

    private List<Loose> step(ProcessorDefinition<?> step, List<Loose> in) {
        Node node = add(step, new NodeLabel(step, values).role());
        connect(in, node);
        if (node.role() == Role.END) {
            return List.of();
        }
        Loose on = Loose.of(node.id());
        return switch (step) {
            case ChoiceDefinition choice -> choice(choice, node);
            case TryDefinition trying -> trying(trying, node);
            case CircuitBreakerDefinition breaker -> {
                List<Loose> ways = new ArrayList<>(steps(breaker.getOutputs(), List.of(on)));
                if (breaker.getOnFallback() != null) {
                    ways.addAll(
                            branch(
                                    breaker.getOnFallback(),
                                    breaker.getOnFallback().getOutputs(),
                                    List.of(new Loose(node.id(), "fallback", Way.ERROR))));
                }
                yield ways;
            }
            case MulticastDefinition all -> {
                List<Loose> ways = new ArrayList<>();
                all.getOutputs()
                        .forEach(each ->
                                ways.addAll(
                                        step(
                                                each,
                                                List.of(new Loose(node.id(), null, Way.BRANCH)))));
                yield ways.isEmpty() ? List.of(on) : ways;
            }
            case FilterDefinition _, IdempotentConsumerDefinition _ -> {
                if (step.getOutputs().isEmpty()) {
                    yield List.of(on);
                }
                String yes = step instanceof FilterDefinition ? "holds" : "new";
                String no = step instanceof FilterDefinition ? "does not hold" : "known";
                List<Loose> ways =
                        new ArrayList<>(
                                steps(
                                        step.getOutputs(),
                                        List.of(new Loose(node.id(), yes, Way.BRANCH))));
                ways.add(new Loose(node.id(), no, Way.MAIN));
                yield ways;
            }
            // What is collected goes on by itself, later; the message that was collected goes on
            // too.
            case AggregateDefinition _, ResequenceDefinition _ -> {
                steps(step.getOutputs(), List.of(new Loose(node.id(), "collected", Way.BRANCH)));
                yield List.of(on);
            }
            default ->
                    step.getOutputs().isEmpty()
                            ? List.of(on)
                            : steps(step.getOutputs(), List.of(on));
        };
    }

    private List<Loose> choice(ChoiceDefinition choice, Node node) {
        List<Loose> ways = new ArrayList<>();
        Loose into = new Loose(node.id(), null, Way.BRANCH);
        for (WhenDefinition each : choice.getWhenClauses()) {
            ways.addAll(branch(each, each.getOutputs(), List.of(into)));
        }
        if (choice.getOtherwise() != null) {
            ways.addAll(
                    branch(
                            choice.getOtherwise(),
                            choice.getOtherwise().getOutputs(),
                            List.of(into)));
        } else {
            ways.add(new Loose(node.id(), "none of them", Way.MAIN));
        }
        return ways;
    }

    private List<Loose> trying(TryDefinition trying, Node node) {
        // Camel keeps what catches beside the steps or among them, as the file was in YAML or Java.
        List<ProcessorDefinition<?>> tried = new ArrayList<>();
        Set<ProcessorDefinition<?>> catching = new LinkedHashSet<>();
        Set<ProcessorDefinition<?>> last = new LinkedHashSet<>();
        for (ProcessorDefinition<?> each : trying.getOutputs()) {
            switch (each) {
                case CatchDefinition _ -> catching.add(each);
                case FinallyDefinition _ -> last.add(each);
                default -> tried.add(each);
            }
        }
        if (trying.getCatchClauses() != null) {
            catching.addAll(trying.getCatchClauses());
        }
        if (trying.getFinallyClause() != null) {
            last.add(trying.getFinallyClause());
        }
        List<Loose> ways = new ArrayList<>(steps(tried, List.of(Loose.of(node.id()))));
        for (ProcessorDefinition<?> each : catching) {
            ways.addAll(
                    branch(
                            each,
                            each.getOutputs(),
                            List.of(new Loose(node.id(), null, Way.ERROR))));
        }
        for (ProcessorDefinition<?> each : last) {
            ways = branch(each, each.getOutputs(), ways);
        }
        return ways;
    }

    private List<Loose> branch(
            NamedNode named, List<ProcessorDefinition<?>> steps, List<Loose> in) {
        Node node = add(named, Role.BRANCH);
        connect(in, node);
        if (!steps.isEmpty()) {
            branches.put(steps.getFirst(), node);
        }
        return steps(steps, List.of(Loose.of(node.id())));
    }

    private void connect(List<Loose> in, Node node) {
        for (Loose each : in) {
            wires.add(new Wire(each.from(), node.id(), each.label(), each.way()));
        }
    }
}

package io.serai.flowtest.run;

import io.serai.runtime.RunningFlow;

import org.apache.camel.NamedNode;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WhenDefinition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which steps and branches of flows messages went through, over all tests. Not thread-safe.
public final class Coverage {

    /// A step, or a way through one.
    private record Place(int line, String what) {}

    private static final class Flow {
        /// By their order in the file; their ids are others each time the flow is built.
        final Map<Integer, Place> steps = new LinkedHashMap<>();

        final Map<String, Integer> numbers = new HashMap<>();
        final Set<Integer> reached = new HashSet<>();

        /// Ways by the first step on them.
        final Map<Integer, Place> ways = new LinkedHashMap<>();

        private int next;

        int number(String id) {
            return numbers.computeIfAbsent(id, _ -> next++);
        }
    }

    private final Map<String, Flow> flows = new LinkedHashMap<>();

    void reached(String flow, String step) {
        Flow its = flow(flow);
        Integer number = its.numbers.get(step);
        if (number != null) {
            its.reached.add(number);
        }
    }

    private Flow flow(String id) {
        return flows.computeIfAbsent(id, _ -> new Flow());
    }

    /// Learns what there is to reach.
    void of(RunningFlow running) {
        Flow flow = flow(running.source().id());
        flow.next = 0;
        for (RouteDefinition route :
                ((ModelCamelContext) running.context()).getRouteDefinitions()) {
            route.getOutputs().forEach(each -> learn(flow, each));
        }
    }

    private static void learn(Flow flow, ProcessorDefinition<?> step) {
        flow.steps.put(flow.number(step.getId()), place(step));
        switch (step) {
            case ChoiceDefinition choice -> {
                for (WhenDefinition each : choice.getWhenClauses()) {
                    way(flow, place(each), each.getOutputs());
                }
                if (choice.getOtherwise() != null) {
                    way(flow, place(choice.getOtherwise()), choice.getOtherwise().getOutputs());
                }
            }
            case FilterDefinition filter -> way(flow, place(filter), filter.getOutputs());
            // Camel shows no message to an onlooker at these three themselves.
            case TryDefinition trying -> {
                flow.steps.remove(flow.number(step.getId()));
                parts(trying).forEach(each -> learn(flow, each));
            }
            case CatchDefinition caught -> {
                flow.steps.remove(flow.number(step.getId()));
                way(flow, place(caught), caught.getOutputs());
            }
            case FinallyDefinition last -> {
                flow.steps.remove(flow.number(step.getId()));
                last.getOutputs().forEach(each -> learn(flow, each));
            }
            case OnExceptionDefinition handler -> {
                flow.steps.remove(flow.number(step.getId()));
                way(flow, place(handler), handler.getOutputs());
            }
            default -> step.getOutputs().forEach(each -> learn(flow, each));
        }
    }

    /// Camel keeps what catches beside the steps or among them, as the file was in YAML or Java.
    private static Set<ProcessorDefinition<?>> parts(TryDefinition trying) {
        Set<ProcessorDefinition<?>> parts = new LinkedHashSet<>(trying.getOutputs());
        if (trying.getCatchClauses() != null) {
            parts.addAll(trying.getCatchClauses());
        }
        if (trying.getFinallyClause() != null) {
            parts.add(trying.getFinallyClause());
        }
        return parts;
    }

    private static void way(Flow flow, Place place, List<ProcessorDefinition<?>> steps) {
        if (!steps.isEmpty()) {
            flow.ways.put(flow.number(steps.getFirst().getId()), place);
        }
        steps.forEach(each -> learn(flow, each));
    }

    private static Place place(NamedNode node) {
        return new Place(node.getLineNumber(), node.getShortName());
    }

    /// What was reached of one flow.
    FlowCoverage report(String id) {
        Flow flow = flow(id);
        List<String> missed = new ArrayList<>();
        flow.steps.forEach((step, place) -> {
            if (!flow.reached.contains(step)) {
                missed.add("%d %s".formatted(place.line(), place.what()));
            }
        });
        int waysReached = (int) flow.ways.keySet().stream().filter(flow.reached::contains).count();
        int stepsReached =
                (int) flow.steps.keySet().stream().filter(flow.reached::contains).count();
        return new FlowCoverage(
                id, stepsReached, flow.steps.size(), waysReached, flow.ways.size(), missed);
    }
}

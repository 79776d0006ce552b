package io.serai.check;

import io.serai.check.EndpointCheck.SourceOrTarget;
import io.serai.check.EndpointCheck.Use;
import io.serai.runtime.CamelProblems;
import io.serai.runtime.RunningFlow;

import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ValidateDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

import java.util.List;
import java.util.Set;
import java.util.function.ObjIntConsumer;

/// Looks at the routes that a Java file made, for what Camel would tell only one at a time and without a line.
final class JavaRouteCheck {

    private static final Set<String> PARSED = Set.of("simple", "jq");

    private final RunningFlow flow;
    private final RouteIds routeIds;
    private final ObjIntConsumer<String> problem;
    private final EndpointCheck endpoints;
    private final Directs directs;

    /// @param flow built, not started
    /// @param problem is told what is wrong and at which line
    JavaRouteCheck(RunningFlow flow, RouteIds routeIds, ObjIntConsumer<String> problem) {
        this.flow = flow;
        this.routeIds = routeIds;
        this.problem = problem;
        endpoints = new EndpointCheck(flow, problem);
        directs = new Directs(problem);
    }

    void look() {
        List<RouteDefinition> routes = ((ModelCamelContext) flow.context()).getRouteDefinitions();
        if (routes.isEmpty()) {
            problem.accept(
                    "has no route: a public class of the file's name must extend RouteBuilder, take no"
                            + " arguments, and its configure() begin with from(...)",
                    0);
        }
        for (RouteDefinition route : routes) {
            FromDefinition from = route.getInput();
            int line = line(from.getLineNumber());
            if (route.hasCustomIdAssigned()) {
                routeIds.take(route.getRouteId(), line, problem);
            }
            String direct = Directs.name(from.getEndpointUri());
            if (!direct.isEmpty()) {
                directs.source(direct, line);
            }
            endpoints.check(Use.of(from.getEndpointUri(), line, SourceOrTarget.UNASKED));
            route.getOutputs().forEach(this::step);
        }
        directs.tell();
    }

    private void step(ProcessorDefinition<?> step) {
        int line = line(step.getLineNumber());
        if (step instanceof ToDefinition to) {
            String direct = Directs.name(to.getEndpointUri());
            if (!direct.isEmpty()) {
                directs.call(direct, line);
            }
            endpoints.check(Use.of(to.getEndpointUri(), line, SourceOrTarget.UNASKED));
        }
        if (step instanceof ExpressionNode node && node.getExpression() != null) {
            expression(
                    node.getExpression(),
                    line,
                    node instanceof FilterDefinition || node instanceof ValidateDefinition);
        }
        step.getOutputs().forEach(this::step);
    }

    private void expression(ExpressionDefinition expression, int line, boolean predicate) {
        if (!PARSED.contains(expression.getLanguage()) || expression.getExpression() == null) {
            return;
        }
        try {
            flow.resolveExpression(
                    expression.getLanguage(),
                    flow.resolveValues(expression.getExpression()),
                    predicate);
        } catch (RuntimeException | Error e) {
            problem.accept(
                    "%s expression: %s"
                            .formatted(expression.getLanguage(), CamelProblems.rootMessage(e)),
                    line);
        }
    }

    private static int line(int known) {
        return Math.max(0, known);
    }
}

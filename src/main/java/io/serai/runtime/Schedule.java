package io.serai.runtime;

import io.serai.flow.Upcoming;
import io.serai.node.spi.Recurring;

import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.service.ServiceHelper;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the sources of a flow are going to do by the clock.
final class Schedule {

    private Schedule() {}

    static List<Upcoming> of(String flow, DefaultCamelContext context) {
        return context.getRoutes().stream()
                .filter(route -> ServiceHelper.isStarted(route.getConsumer()))
                .flatMap(route ->
                        recurring(route)
                                .flatMap(source -> upcoming(flow, context, route, source).stream()))
                .toList();
    }

    private static Stream<Recurring> recurring(Route route) {
        return Stream.concat(Stream.of(route.getConsumer()), policies(route))
                .filter(Recurring.class::isInstance)
                .map(Recurring.class::cast);
    }

    private static Stream<RoutePolicy> policies(Route route) {
        return route.getRoutePolicyList() == null
                ? Stream.empty()
                : route.getRoutePolicyList().stream();
    }

    private static Optional<Upcoming> upcoming(
            String flow, DefaultCamelContext context, Route route, Recurring source) {
        return source.next()
                .map(next ->
                        new Upcoming(
                                flow,
                                route.getRouteId(),
                                line(context, route),
                                source.deed(),
                                next,
                                Optional.of(source.every()).filter(Duration::isPositive)));
    }

    private static int line(DefaultCamelContext context, Route route) {
        RouteDefinition definition = context.getRouteDefinition(route.getRouteId());
        return definition == null || definition.getInput() == null
                ? 0
                : Math.max(0, definition.getInput().getLineNumber());
    }
}

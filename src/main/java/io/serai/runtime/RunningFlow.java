package io.serai.runtime;

import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowUses;
import io.serai.node.UsesDevice;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// A flow that was built, and runs between [#start] and [#close].
public final class RunningFlow implements AutoCloseable {

    private final FlowSource source;
    private final DefaultCamelContext context;
    private final HouseKamelets kamelets;
    private final Set<String> values = ConcurrentHashMap.newKeySet();

    /// @param context without routes as yet
    RunningFlow(FlowSource source, DefaultCamelContext context, HouseKamelets kamelets) {
        this.source = source;
        this.context = context;
        this.kamelets = kamelets;
        context.getPropertiesComponent()
                .addPropertiesLookupListener((name, value, usual, origin) -> {
                    if (source.values().containsKey(name)) {
                        values.add(name);
                    }
                });
    }

    /// What it was built from.
    public FlowSource source() {
        return source;
    }

    /// Ids of its routes, as in the file.
    public List<String> routeIds() {
        return context.getRouteDefinitions().stream().map(RouteDefinition::getRouteId).toList();
    }

    /// The first route's description, which speaks for the flow; empty when there is none.
    public String description() {
        return context.getRouteDefinitions().stream()
                .map(ProcessorDefinition::getDescriptionText)
                .filter(text -> text != null && !text.isBlank())
                .findFirst()
                .orElse("");
    }

    /// Starts every route, or none.
    ///
    /// @throws FlowException when one cannot start; the flow is closed then
    public void start() throws FlowException {
        try {
            context.start();
        } catch (Exception e) {
            close();
            throw new FlowException(CamelProblems.of(source.file(), e), e);
        }
    }

    /// Creates every route, its endpoints and producers, and starts none.
    ///
    /// @throws FlowException when one cannot be created
    public void createOnly() throws FlowException {
        context.setAutoStartup(false);
        start();
    }

    /// What it refers to outside its file.
    public FlowUses uses() {
        Set<String> devices = new TreeSet<>();
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof UsesDevice user) {
                devices.add(user.deviceId());
            }
        }
        return new FlowUses(kamelets.used(), devices, values);
    }

    /// The endpoint that `uri` names in this flow.
    ///
    /// @throws RuntimeException when its component, an option or a device is not known
    public void resolveEndpoint(String uri) {
        Endpoint endpoint = context.getEndpoint(uri);
        if (endpoint == null) {
            throw new IllegalArgumentException("no component for " + uri);
        }
    }

    /// Parses an expression of a Camel language.
    ///
    /// @throws RuntimeException when it is malformed
    public void resolveExpression(String language, String text, boolean predicate) {
        if (predicate) {
            context.resolveLanguage(language).createPredicate(text).init(context);
        } else {
            context.resolveLanguage(language).createExpression(text).init(context);
        }
    }

    /// Names of every component there is.
    public Set<String> schemes() {
        Set<String> names = new TreeSet<>(context.getComponentNames());
        names.addAll(CamelSchemes.onClasspath());
        return names;
    }

    public boolean isRunning() {
        return context.isStarted()
                && context.getRoutes().stream()
                        .map(Route::getRouteId)
                        .allMatch(this::runsOrIsMeantToRest);
    }

    private boolean runsOrIsMeantToRest(String routeId) {
        RouteDefinition definition = context.getRouteDefinition(routeId);
        @Nullable String autoStartup = definition == null ? null : definition.getAutoStartup();
        boolean rests =
                autoStartup != null
                        && "false".equals(context.resolvePropertyPlaceholders(autoStartup));
        return rests || context.getRouteController().getRouteStatus(routeId).isStarted();
    }

    /// The Camel context, for tests of flows.
    public CamelContext context() {
        return context;
    }

    /// Stops taking messages, lets those under way finish, then ends. Idempotent.
    @Override
    public void close() {
        context.stop();
    }
}

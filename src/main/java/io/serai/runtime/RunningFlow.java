package io.serai.runtime;

import io.serai.config.NearNames;
import io.serai.flow.Attempt;
import io.serai.flow.FlowException;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowQueues;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowUses;
import io.serai.flow.Injection;
import io.serai.flow.Upcoming;
import io.serai.mqtt.MqttMessage;
import io.serai.node.Palette;
import io.serai.node.spi.Connects;
import io.serai.node.spi.RouteInjector;
import io.serai.node.spi.UsesDevice;
import io.serai.observe.run.FlowMeters;

import org.apache.camel.BatchConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.processor.aggregate.AggregateProcessor;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.VariableRepository;
import org.apache.camel.spi.VariableRepositoryFactory;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/// A flow that was built. Its life: [#prepare], [#run], then, when another version comes, [#suspend] and
/// [#pause], and at the end [#close]; [#unpause] when the other version could not run. One caller at a time.
public final class RunningFlow implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningFlow.class);

    private final FlowSource source;
    private final DefaultCamelContext context;
    private final FlowKamelets kamelets;
    private final Palette sources;
    private final FlowWatch watch;
    private final Loading loading;

    /// Who loads it now, perhaps long after it was given up; Camel lets nobody else stop it then.
    private volatile @Nullable Thread loader;

    private final List<Consumer> paused = new ArrayList<>();
    private final Set<String> values = ConcurrentHashMap.newKeySet();

    /// @param context without routes as yet
    RunningFlow(
            FlowSource source,
            DefaultCamelContext context,
            FlowKamelets kamelets,
            Palette sources,
            FlowWatch watch,
            Loading loading) {
        this.watch = watch;
        this.loading = loading;
        this.sources = sources;
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

    /// Ids that the file itself gives to routes.
    public List<String> namedRouteIds() {
        return context.getRouteDefinitions().stream()
                .filter(RouteDefinition::hasCustomIdAssigned)
                .map(RouteDefinition::getRouteId)
                .toList();
    }

    /// The first route's description, which speaks for the flow; empty when there is none.
    public String description() {
        return context.getRouteDefinitions().stream()
                .map(ProcessorDefinition::getDescriptionText)
                .filter(text -> text != null && !text.isBlank())
                .findFirst()
                .orElse("");
    }

    /// A global variable that its routes set, as text; empty when there is none.
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables().getVariable(name)).map(Object::toString);
    }

    /// Sets a global variable of its routes.
    public void variable(String name, String value) {
        variables().setVariable(name, value);
    }

    private VariableRepository variables() {
        return context.getCamelContextExtension()
                .getContextPlugin(VariableRepositoryFactory.class)
                .getVariableRepository("global");
    }

    /// As one would draw it.
    public FlowPicture picture() {
        return watch.picture();
    }

    /// What is counted and kept of it; empty when nothing is.
    public Optional<FlowMeters> meters() {
        return Optional.ofNullable(watch.meters());
    }

    /// Creates every route and starts nothing, not even what routes have of their own; for a check.
    ///
    /// @throws FlowException when that is not possible; the flow is closed then
    public void create() throws FlowException {
        load(context::init);
    }

    /// Creates every route, its endpoints and producers; nothing is taken from outside yet, and no
    /// connection is made.
    ///
    /// @throws FlowException when that is not possible; the flow is closed then
    public void prepare() throws FlowException {
        context.setAutoStartup(false);
        load(context::start);
    }

    private void load(Runnable step) throws FlowException {
        var _ = loading.call(source.file(), () -> loaded(step), RunningFlow::close);
    }

    private RunningFlow loaded(Runnable step) throws FlowException {
        loader = Thread.currentThread();
        try {
            return Loading.atOnce(
                    source.file(),
                    () -> {
                        step.run();
                        return this;
                    });
        } catch (FlowException e) {
            close();
            throw e;
        } finally {
            loader = null;
        }
    }

    /// Begins to take from outside: makes its connections and starts every route that does not rest by its
    /// own `autoStartup`. What waits at the sources of a version before it comes first.
    ///
    /// @throws FlowException when a route cannot start; the flow is to be closed then
    public void run() throws FlowException {
        var _ =
                Loading.atOnce(
                        source.file(),
                        () -> {
                            connect();
                            for (Route route : inStartOrder()) {
                                if (!rests(route.getRouteId())) {
                                    context.getRouteController().startRoute(route.getRouteId());
                                }
                            }
                            return this;
                        });
    }

    /// Starts a route that rests by its own `autoStartup`.
    ///
    /// @throws FlowException when it cannot start
    public void startRoute(String id) throws FlowException {
        var _ =
                Loading.atOnce(
                        source.file(),
                        () -> {
                            context.getRouteController().startRoute(id);
                            return this;
                        });
    }

    /// [#prepare] and [#run].
    ///
    /// @throws FlowException when it cannot start; the flow is closed then
    public void start() throws FlowException {
        prepare();
        try {
            run();
        } catch (FlowException e) {
            close();
            throw e;
        }
    }

    private void connect() {
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof Connects connecting) {
                connecting.connect();
            }
        }
    }

    /// Those that only other routes call come first.
    private List<Route> inStartOrder() {
        return context.getRoutes().stream()
                .sorted(
                        Comparator.comparing((Route route) -> isSource(route.getConsumer()))
                                .thenComparing(
                                        Route::getStartupOrder,
                                        Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    /// Whether it brings messages from outside the flow. Camel lets the others, such as `direct:`, work
    /// until no message needs them.
    private static boolean isSource(Consumer consumer) {
        // A batch consumer, such as that of `file:`, is a source, and must not even be asked: it
        // takes
        // the question for the order to stop.
        return consumer instanceof BatchConsumer
                || !(consumer instanceof ShutdownAware aware
                        && aware.deferShutdown(ShutdownRunningTask.CompleteCurrentTaskOnly));
    }

    /// Lets sources that have a queue begin with no further message; returns at once.
    public void suspend() {
        sources.suspend(source.id());
    }

    /// Takes nothing more from outside. Messages of sources that have a queue end first, up to `limit`;
    /// others may still be under way when this returns. What comes to a queue waits there, for the next
    /// version, this one again, or [#closeUnclaimedSources].
    ///
    /// @return whether all that the queues had begun ended by itself
    public boolean pause(Duration limit) {
        suspend();
        boolean quiet = sources.awaitQuiet(source.id(), limit);
        for (Route route : context.getRoutes()) {
            Consumer consumer = route.getConsumer();
            if (isSource(consumer) && ServiceHelper.isStarted(consumer)) {
                ServiceHelper.stopService(consumer);
                paused.add(consumer);
            }
        }
        return quiet;
    }

    /// Takes from outside again after [#pause].
    public void unpause() {
        connect();
        List<Consumer> stopped = List.copyOf(paused);
        paused.clear();
        stopped.forEach(ServiceHelper::startService);
    }

    /// Ends the sources that this flow had and the version after it has not. Messages that wait there are on
    /// disk then, and are processed when a flow and route of that name run again.
    public void closeUnclaimedSources() {
        sources.closeUnclaimed(source.id());
    }

    /// What its nodes remember, its sources that have a queue, and what waits there are from now on those of
    /// another flow, which takes them over with [#run]; to be called while this one is paused and before the
    /// other one is prepared. Nothing is lost or comes twice by it.
    ///
    /// @throws io.serai.store.StoreException when that cannot be kept; the sources are as before then
    public void giveStateTo(String other) {
        sources.rename(source.id(), other);
    }

    /// Takes back what it gave, and what has come meanwhile; to be called while the other one, should it have
    /// run, is paused.
    public void takeStateFrom(String other) {
        sources.rename(other, source.id());
    }

    /// Tells `listener` how each message ends, until what this returns is closed: why it failed, null when
    /// it did not. The listener is called from any thread and must not block.
    public AutoCloseable onOutcome(java.util.function.Consumer<@Nullable String> listener) {
        var outcomes = new Outcomes(listener);
        context.getManagementStrategy().addEventNotifier(outcomes);
        return () -> context.getManagementStrategy().removeEventNotifier(outcomes);
    }

    /// Sends a message through a route as if it had come to its source.
    ///
    /// @param route id; empty when the flow has only one
    /// @param executor on which the route may run
    /// @return how it went; may never complete when the flow ends before
    /// @throws IllegalArgumentException when there is no such route, or nothing like that can come to it
    /// @throws java.util.concurrent.RejectedExecutionException when `executor` takes no more
    public CompletionStage<Attempt> inject(String route, Injection injection, Executor executor) {
        return RouteInjector.inject(routeFor(route).getConsumer(), injection, executor);
    }

    private Route routeFor(String wanted) {
        List<String> ids = routeIds();
        if (wanted.isEmpty() && ids.size() != 1) {
            throw new IllegalArgumentException(
                    "%s has %d routes; name one of them: %s"
                            .formatted(source.id(), ids.size(), String.join(", ", ids)));
        }
        String id = wanted.isEmpty() ? ids.getFirst() : wanted;
        Route route = context.getRoute(id);
        if (route == null) {
            throw new IllegalArgumentException(
                    "%s has no route \"%s\".%s There are: %s"
                            .formatted(
                                    source.id(),
                                    id,
                                    NearNames.suggestion(id, ids),
                                    String.join(", ", ids)));
        }
        if (!ServiceHelper.isStarted(route.getConsumer())) {
            throw new IllegalArgumentException("route %s of %s rests".formatted(id, source.id()));
        }
        return route;
    }

    /// Sends a message that failed through it once more; see [io.serai.node.input.MqttInputs#resend].
    public CompletionStage<Attempt> resend(String route, MqttMessage message, Runnable whenSafe) {
        return sources.resend(source.id(), route, message, whenSafe);
    }

    /// What its sources are going to do by the clock.
    public List<Upcoming> upcoming() {
        return Schedule.of(source.id(), context);
    }

    /// What it has begun and not ended, and what waits for it.
    public FlowQueues inputQueue() {
        List<FlowQueues.Collected> collected = new ArrayList<>();
        watch.collecting()
                .forEach((camelId, node) -> {
                    AggregateProcessor collecting =
                            context.getProcessor(camelId, AggregateProcessor.class);
                    int groups =
                            collecting == null
                                    ? 0
                                    : collecting.getAggregationRepository().getKeys().size();
                    if (groups > 0) {
                        collected.add(new FlowQueues.Collected(node, groups));
                    }
                });
        return new FlowQueues(underWay(), sources.waiting(source.id()), collected);
    }

    /// Messages under way.
    public int underWay() {
        return context.getInflightRepository().size();
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
    public Endpoint resolveEndpoint(String uri) {
        Endpoint endpoint = context.getEndpoint(uri);
        if (endpoint == null) {
            throw new IllegalArgumentException("no component for " + uri);
        }
        return endpoint;
    }

    /// `text` with the values that `{{name}}` stands for.
    ///
    /// @throws IllegalArgumentException when one has none
    public String resolveValues(String text) {
        return context.resolvePropertyPlaceholders(text);
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

    /// What can be named in it.
    public KnownNames names() {
        return new KnownNames(context);
    }

    public boolean isRunning() {
        return context.isStarted()
                && context.getRoutes().stream()
                        .map(Route::getRouteId)
                        .allMatch(this::runsOrIsMeantToRest);
    }

    private boolean runsOrIsMeantToRest(String routeId) {
        return rests(routeId) || context.getRouteController().getRouteStatus(routeId).isStarted();
    }

    private boolean rests(String routeId) {
        RouteDefinition definition = context.getRouteDefinition(routeId);
        @Nullable String autoStartup = definition == null ? null : definition.getAutoStartup();
        return autoStartup != null
                && "false".equals(context.resolvePropertyPlaceholders(autoStartup));
    }

    /// The Camel context, for tests of flows.
    public CamelContext context() {
        return context;
    }

    /// Stops taking messages, lets those under way finish, then ends. Idempotent.
    @Override
    public void close() {
        Thread busy = loader;
        if (busy != null && !busy.equals(Thread.currentThread())) {
            return; // given up; closed when that ends
        }
        try {
            var _ =
                    Loading.atOnce(
                            source.file(),
                            () -> {
                                context.stop();
                                return this;
                            });
        } catch (FlowException e) {
            LOG.warn("{} It was ended all the same.", e.problem(), e);
        }
    }
}

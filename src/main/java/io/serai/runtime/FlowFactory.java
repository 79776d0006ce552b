package io.serai.runtime;

import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.node.Palette;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.run.Traces;
import io.serai.time.Timekeeper;
import io.serai.yaml.Nesting;

import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.SimpleMain;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/// Builds flows. Each gets a context of its own, so that nothing in one file can break another.
/// Thread-safe.
public final class FlowFactory {

    /// How long one flow may take to be loaded; the compiler of a small machine needs some seconds.
    public static final Duration LOAD_LIMIT = Duration.ofSeconds(60);

    /// Camel waits this long for exchanges under way when a flow stops.
    private static final long SHUTDOWN_SECONDS = 2;

    private final Palette palette;
    private final Map<String, String> settings;
    private final Timekeeper time;
    private final Counters counters;
    private final FlowLog log;
    private final @Nullable Traces traces;
    private final BiConsumer<FlowSource, DefaultCamelContext> surroundings;
    private final Loading loading;

    /// @param settings `camel.*` settings and property placeholders of every flow
    public FlowFactory(
            Palette palette,
            Map<String, String> settings,
            Timekeeper time,
            Counters counters,
            FlowLog log) {
        this(palette, settings, time, counters, log, null, (_, _) -> {}, new Loading(null));
    }

    private FlowFactory(
            Palette palette,
            Map<String, String> settings,
            Timekeeper time,
            Counters counters,
            FlowLog log,
            @Nullable Traces traces,
            BiConsumer<FlowSource, DefaultCamelContext> surroundings,
            Loading loading) {
        this.loading = loading;
        this.traces = traces;
        this.surroundings = surroundings;
        this.palette = palette;
        this.settings = Map.copyOf(settings);
        this.time = time;
        this.counters = counters;
        this.log = log;
    }

    /// One that shows each context to `more` before there are routes in it, for an outside that changes more
    /// than the palette.
    public FlowFactory inside(BiConsumer<FlowSource, DefaultCamelContext> more) {
        return new FlowFactory(palette, settings, time, counters, log, traces, more, loading);
    }

    /// One whose flows are counted, and of whose runs some are kept.
    public FlowFactory watchedBy(Traces traces) {
        return new FlowFactory(
                palette, settings, time, counters, log, traces, surroundings, loading);
    }

    /// One that gives up what takes longer to be loaded, and says so; loading is done on a thread of its own.
    public FlowFactory limitedTo(Duration limit) {
        return new FlowFactory(
                palette, settings, time, counters, log, traces, surroundings, new Loading(limit));
    }

    /// Builds the routes; nothing runs yet, no socket is opened.
    ///
    /// @throws FlowException when Camel refuses them, or code of the flow throws whatever there is
    public RunningFlow build(FlowSource source) throws FlowException {
        return loading.call(source.file(), () -> load(source), RunningFlow::close);
    }

    private RunningFlow load(FlowSource source) throws FlowException {
        requireFlat(source);
        RunningFlow flow = empty(source);
        try {
            return Loading.atOnce(
                    source.file(),
                    () -> {
                        Resource resource =
                                ResourceHelper.fromString(location(source), source.text());
                        PluginHelper.getRoutesLoader(flow.context()).loadRoutes(resource);
                        return flow;
                    });
        } catch (FlowException e) {
            flow.close();
            throw e;
        }
    }

    /// Camel's reader calls itself for each level.
    private static void requireFlat(FlowSource source) throws FlowException {
        int tooDeep = source.file().isJava() ? 0 : Nesting.lineTooDeep(source.text());
        if (tooDeep > 0) {
            throw new FlowException(new Problem(source.file().file(), tooDeep, Nesting.tooDeep()));
        }
    }

    /// The flow's context without any route: a bench to try endpoints and expressions on.
    ///
    /// @throws FlowException when the settings for flows cannot be used
    public RunningFlow empty(FlowSource source) throws FlowException {
        var context = new DefaultCamelContext(false);
        try {
            return Loading.atOnce(
                    source.file(),
                    () -> {
                        var kamelets = FlowKamelets.bind(source, context);
                        var watch = new FlowWatch(source, context, time, traces);
                        configure(context, source, watch);
                        return new RunningFlow(source, context, kamelets, palette, watch, loading);
                    });
        } catch (FlowException e) {
            context.stop();
            throw e;
        }
    }

    private void configure(DefaultCamelContext context, FlowSource source, FlowWatch watch)
            throws Exception {
        context.disableJMX();
        context.getCamelContextExtension().setName(source.id());
        context.setSourceLocationEnabled(true);
        context.setLoadTypeConverters(false);
        context.getShutdownStrategy().setTimeout(SHUTDOWN_SECONDS);
        context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
        context.getRegistry().bind("serai-json", StrictJson.customizer());
        palette.components(source.id()).forEach(context::addComponent);
        context.addComponent("timer", new FlowTimers(time));
        context.getCamelContextExtension().registerEndpointCallback(palette.outside(source.id()));
        // What its log steps say is the flow's own word, kept and shown from INFO on.
        String logger = "io.serai.flow." + source.id();
        context.addComponent("log", new FlowLogComponent(logger));
        context.getGlobalOptions().put(Exchange.LOG_EIP_NAME, logger);
        context.getCamelContextExtension().addLogListener(new SaidByFlow(source.id(), log));

        var main = new SimpleMain(context);
        main.configure().setAutoConfigurationLogSummary(false);
        main.configure().setRoutesCollectorEnabled(false);
        main.configure().setBasePackageScanEnabled(false);
        main.configure().setStartupSummaryLevel(org.apache.camel.StartupSummaryLevel.Off);
        main.configure().setSourceLocationEnabled(true);
        main.configure().setJmxEnabled(false);
        main.configure().setShutdownTimeout((int) SHUTDOWN_SECONDS);
        main.setPropertyPlaceholderLocations("false");
        main.setInitialProperties(properties(source));
        main.init();
        context.addRoutePolicyFactory((_, _, route) -> TimerClock.forRoute(route, time));
        watch.begin();
        // Failures are told once, by FailureReport, in the house's words; Camel asks the policy
        // where a
        // flow has an onException, else the handler.
        context.getCamelContextExtension()
                .setErrorHandlerFactory(
                        new DefaultErrorHandlerDefinition()
                                .loggingLevel(LoggingLevel.OFF)
                                .logExhausted(false));
        context.getManagementStrategy()
                .addEventNotifier(new FailureReport(source.file(), time, counters, log));
        surroundings.accept(source, context);
    }

    /// Relative in messages, and with the ending that chooses Camel's loader.
    private static String location(FlowSource source) {
        return "file:" + source.file().file();
    }

    private Map<String, Object> properties(FlowSource source) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("camel.component.kamelet.location", FlowKamelets.LOCATION);
        properties.putAll(source.values());
        properties.putAll(settings);
        return properties;
    }
}

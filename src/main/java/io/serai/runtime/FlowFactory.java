package io.serai.runtime;

import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.Problem;
import io.serai.node.Palette;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import org.apache.camel.LoggingLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.SimpleMain;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/// Builds flows. Each gets a context of its own, so that nothing in one file can break another.
/// Thread-safe.
public final class FlowFactory {

    /// Camel waits this long for exchanges under way when a flow stops.
    private static final long SHUTDOWN_SECONDS = 2;

    private final Palette palette;
    private final Map<String, String> settings;
    private final Timekeeper time;
    private final Counters counters;

    /// @param settings `camel.*` settings and property placeholders of every flow
    public FlowFactory(
            Palette palette, Map<String, String> settings, Timekeeper time, Counters counters) {
        this.palette = palette;
        this.settings = Map.copyOf(settings);
        this.time = time;
        this.counters = counters;
    }

    /// Reads the file and builds its routes; nothing runs yet, no socket is opened.
    ///
    /// @throws FlowException when the file cannot be read or Camel refuses it
    public RunningFlow build(FlowFile source) throws FlowException {
        RunningFlow flow = empty(source);
        try {
            byte[] text = Files.readAllBytes(source.file());
            Resource resource = ResourceHelper.fromBytes(location(source), text);
            PluginHelper.getRoutesLoader(flow.context()).loadRoutes(resource);
            return flow;
        } catch (Exception e) {
            flow.close();
            throw failure(source, e);
        }
    }

    /// The flow's context without any route: a bench to try endpoints and expressions on.
    ///
    /// @throws FlowException when the settings for flows cannot be used
    public RunningFlow empty(FlowFile source) throws FlowException {
        var context = new DefaultCamelContext(false);
        try {
            configure(context, source);
            return new RunningFlow(source, context);
        } catch (Exception e) {
            context.stop();
            throw failure(source, e);
        }
    }

    private void configure(DefaultCamelContext context, FlowFile source) throws Exception {
        context.disableJMX();
        context.getCamelContextExtension().setName(source.id());
        context.setSourceLocationEnabled(true);
        context.setLoadTypeConverters(false);
        context.getShutdownStrategy().setTimeout(SHUTDOWN_SECONDS);
        context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
        context.getRegistry().bind("serai-json", StrictJson.customizer());
        palette.components(source.id()).forEach(context::addComponent);

        var main = new SimpleMain(context);
        main.configure().setAutoConfigurationLogSummary(false);
        main.configure().setRoutesCollectorEnabled(false);
        main.configure().setBasePackageScanEnabled(false);
        main.configure().setStartupSummaryLevel(org.apache.camel.StartupSummaryLevel.Off);
        main.configure().setSourceLocationEnabled(true);
        main.configure().setJmxEnabled(false);
        main.configure().setShutdownTimeout((int) SHUTDOWN_SECONDS);
        main.setPropertyPlaceholderLocations("false");
        main.setInitialProperties(Map.copyOf(settings));
        main.init();
        context.getCamelContextExtension().addInterceptStrategy(new FailedNode());
        // Failures are told once, by FailureReport, in the house's words.
        context.getCamelContextExtension()
                .setErrorHandlerFactory(
                        new DefaultErrorHandlerDefinition().loggingLevel(LoggingLevel.OFF));
        context.getManagementStrategy().addEventNotifier(new FailureReport(source, time, counters));
    }

    /// Relative in messages, and with the ending that chooses Camel's loader.
    private static String location(FlowFile source) {
        return "file:" + source.file();
    }

    private static FlowException failure(FlowFile source, Exception cause) {
        Problem problem =
                switch (cause) {
                    case NoSuchFileException _ -> new Problem(source.file(), 0, "does not exist.");
                    case IOException unreadable ->
                            new Problem(
                                    source.file(), 0, "cannot be read: " + unreadable.getMessage());
                    default -> CamelProblems.of(source, cause);
                };
        return new FlowException(problem, cause);
    }
}

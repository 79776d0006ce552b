package io.serai.app.gateway;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;

import io.serai.observe.GatewayLog;

import org.slf4j.LoggerFactory;

/// Brings what the gateway logs to who looks at it from elsewhere, beside where it goes anyway.
final class LogTap extends AppenderBase<ILoggingEvent> {

    private static final String FLOW = "io.serai.flow.";

    private final GatewayLog log;

    private LogTap(GatewayLog log) {
        this.log = log;
    }

    /// Begins.
    ///
    /// @return ends it
    static AutoCloseable begin(GatewayLog log) {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var tap = new LogTap(log);
        tap.setContext(root.getLoggerContext());
        tap.setName("console");
        tap.start();
        root.addAppender(tap);
        return () -> {
            root.detachAppender(tap);
            tap.stop();
        };
    }

    @Override
    protected void append(ILoggingEvent event) {
        String logger = event.getLoggerName();
        String source =
                logger.startsWith(FLOW)
                        ? "flow " + logger.substring(FLOW.length())
                        : logger.substring(logger.lastIndexOf('.') + 1);
        IThrowableProxy thrown = event.getThrowableProxy();
        log.add(
                event.getLevel().toString(),
                source,
                thrown == null
                        ? event.getFormattedMessage()
                        : "%s (%s: %s)"
                                .formatted(
                                        event.getFormattedMessage(),
                                        thrown.getClassName(),
                                        thrown.getMessage()));
    }
}

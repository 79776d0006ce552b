package io.serai.runtime;

import io.serai.observe.FlowLog;

import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelLogger;
import org.apache.camel.spi.LogListener;
import org.slf4j.event.Level;

/// Keeps what a flow's `log` steps and `log:` endpoints say.
final class SaidByFlow implements LogListener {

    private final String flow;
    private final FlowLog log;

    SaidByFlow(String flow, FlowLog log) {
        this.flow = flow;
        this.log = log;
    }

    @Override
    public String onLog(Exchange exchange, CamelLogger logger, String message) {
        if (message != null) {
            log.add(flow, level(logger), message);
        }
        return message;
    }

    private static Level level(CamelLogger logger) {
        return switch (logger.getLevel()) {
            case TRACE -> Level.TRACE;
            case DEBUG -> Level.DEBUG;
            case WARN -> Level.WARN;
            case ERROR -> Level.ERROR;
            case INFO, OFF -> Level.INFO; // OFF never gets here
        };
    }
}

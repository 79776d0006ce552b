package io.serai.runtime;

import io.serai.flow.FlowFile;
import io.serai.node.spi.FailureNote;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.TokenBucket;
import io.serai.time.Timekeeper;

import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.util.concurrent.locks.ReentrantLock;

/// Tells of each message that a flow could not process: once, where, what and that the flow goes on; and
/// counts it as `flow.failures`. Under a flood it tells of 200 and then of one a second, with the
/// number it kept to itself.
final class FailureReport extends EventNotifierSupport {

    private static final Logger LOG = LoggerFactory.getLogger("io.serai.flow");
    private static final int REASON_CHARACTERS = 240;

    private final FlowFile source;
    private final Counters counters;
    private final FlowLog log;
    private final ReentrantLock telling = new ReentrantLock();
    private final TokenBucket mayTell;
    private long silent;
    private @Nullable Throwable lastTold;
    private boolean lastWasTold;

    FailureReport(FlowFile source, Timekeeper time, Counters counters, FlowLog log) {
        this.source = source;
        this.counters = counters;
        this.log = log;
        mayTell = TokenBucket.ofWords(time);
        setIgnoreCamelContextEvents(true);
        setIgnoreCamelContextInitEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeCompletedEvent(true);
        setIgnoreExchangeSentEvents(true);
        setIgnoreExchangeSendingEvents(true);
        setIgnoreExchangeRedeliveryEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeAsyncProcessingStartedEvents(true);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeFailedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        if (!(event instanceof ExchangeFailedEvent failed)) {
            return;
        }
        Exchange exchange = failed.getExchange();
        Throwable cause = failed.getCause();
        if (cause == null) {
            return;
        }
        String place = where(exchange, cause);
        String reason = reason(cause);
        new FailureNote(place, reason, told(exchange, cause, place, reason)).leaveOn(exchange);
    }

    @SuppressWarnings("ReferenceEquality") // the same throwable, not one like it
    private boolean told(Exchange exchange, Throwable cause, String place, String reason) {
        telling.lock();
        try {
            if (cause == lastTold) {
                return lastWasTold; // a part and the whole of one exchange fail of the same cause
            }
            lastTold = cause;
            counters.add("flow.failures", source.id());
            lastWasTold = mayTell.take();
            if (!lastWasTold) {
                silent++;
                return false;
            }
            String told =
                    "%s: %s was not processed: %s The flow goes on (%d failed so far%s)."
                            .formatted(
                                    place,
                                    what(exchange),
                                    reason,
                                    counters.count("flow.failures", source.id()),
                                    silent == 0 ? "" : ", " + silent + " of them untold");
            LOG.warn("{}", told);
            log.add(source.id(), Level.WARN, told);
            silent = 0;
            return true;
        } finally {
            telling.unlock();
        }
    }

    private String where(Exchange exchange, Throwable cause) {
        return FailedNode.line(exchange, cause)
                .map(line -> source.file() + ":" + line)
                .orElse(source.file().toString());
    }

    private static String what(Exchange exchange) {
        String topic = exchange.getIn().getHeader("CamelMqttTopic", String.class);
        if (topic != null) {
            return "a message on " + CamelProblems.printable(topic, REASON_CHARACTERS);
        }
        String device = exchange.getIn().getHeader("CamelDeviceId", String.class);
        if (device != null) {
            return "a value of device " + device;
        }
        return "a message from " + exchange.getFromEndpoint().getEndpointBaseUri();
    }

    private static String reason(Throwable cause) {
        String text = CamelProblems.printable(CamelProblems.rootMessage(cause), REASON_CHARACTERS);
        return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
    }
}

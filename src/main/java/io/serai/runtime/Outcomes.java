package io.serai.runtime;

import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// Tells how each message of a flow ends: why it failed, null when it did not.
final class Outcomes extends EventNotifierSupport {

    private static final int REASON_CHARACTERS = 240;

    private final Consumer<@Nullable String> listener;

    Outcomes(Consumer<@Nullable String> listener) {
        this.listener = listener;
        setIgnoreCamelContextEvents(true);
        setIgnoreCamelContextInitEvents(true);
        setIgnoreExchangeCreatedEvent(true);
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
        return event instanceof ExchangeFailedEvent || event instanceof ExchangeCompletedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeFailedEvent failed) {
            Exchange exchange = failed.getExchange();
            Throwable cause =
                    failed.getCause() == null ? exchange.getException() : failed.getCause();
            listener.accept(
                    cause == null
                            ? "for no given reason"
                            : CamelProblems.printable(
                                    CamelProblems.rootMessage(cause), REASON_CHARACTERS));
        } else {
            listener.accept(null);
        }
    }
}

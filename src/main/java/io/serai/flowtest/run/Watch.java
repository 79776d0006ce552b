package io.serai.flowtest.run;

import io.serai.flowtest.read.TestEvent;
import io.serai.node.spi.FailureNote;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.CamelLogger;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.LogListener;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;

/// Tells the timeline what goes on in one flow: which steps messages go through, what the log says, what
/// fails.
final class Watch {

    private final String flow;
    private final String file;
    private final Timeline timeline;
    private final Coverage coverage;
    private final BooleanSupplier dead;
    private @Nullable Throwable lastFailure;

    /// @param dead whether the gateway is, and nothing of it is told any more
    Watch(String flow, String file, Timeline timeline, Coverage coverage, BooleanSupplier dead) {
        this.flow = flow;
        this.file = file;
        this.timeline = timeline;
        this.coverage = coverage;
        this.dead = dead;
    }

    void on(DefaultCamelContext context) {
        context.getCamelContextExtension().addInterceptStrategy(new Steps());
        context.getCamelContextExtension().addLogListener(new Lines());
        context.getManagementStrategy().addEventNotifier(new Failures());
    }

    private final class Steps implements InterceptStrategy {
        @Override
        public Processor wrapProcessorInInterceptors(
                CamelContext context, NamedNode definition, Processor target, Processor next) {
            return new DelegateAsyncProcessor(target) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    if (!dead.getAsBoolean()) {
                        coverage.reached(flow, definition.getId());
                        timeline.went(
                                exchange.getExchangeId(),
                                file,
                                definition.getLineNumber(),
                                definition.getShortName());
                    }
                    return super.process(exchange, callback);
                }
            };
        }
    }

    private final class Lines implements LogListener {
        @Override
        public @Nullable String onLog(Exchange exchange, CamelLogger logger, String message) {
            if (message != null && !dead.getAsBoolean()) {
                timeline.add(new TestEvent.Said(flow, logger.getLevel().name(), message));
            }
            return message;
        }
    }

    private final class Failures extends EventNotifierSupport {
        Failures() {
            setIgnoreCamelContextEvents(true);
            setIgnoreExchangeSentEvents(true);
            setIgnoreExchangeSendingEvents(true);
            setIgnoreRouteEvents(true);
            setIgnoreServiceEvents(true);
            setIgnoreStepEvents(true);
        }

        @Override
        public boolean isEnabled(CamelEvent event) {
            return event instanceof ExchangeFailedEvent;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the same throwable, not one like it
        public void notify(CamelEvent event) {
            if (!(event instanceof ExchangeFailedEvent failed)
                    || dead.getAsBoolean()
                    || failed.getCause() == null
                    || failed.getCause() == lastFailure) {
                return; // a part and the whole of one exchange fail of the same cause
            }
            lastFailure = failed.getCause();
            FailureNote note =
                    FailureNote.on(failed.getExchange())
                            .orElseGet(() ->
                                    new FailureNote(
                                            file, String.valueOf(failed.getCause()), false));
            timeline.add(new TestEvent.Failure(note.place(), note.reason()));
        }
    }
}

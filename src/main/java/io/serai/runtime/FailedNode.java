package io.serai.runtime;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

import java.util.Optional;

/// Remembers at which line of its file an exchange failed: Camel forgets it before anybody can report.
final class FailedNode implements InterceptStrategy {

    private static final String PROPERTY = "SeraiFailedNode";

    private record Failure(Throwable cause, int line) {}

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new Watch(target, definition.getLineNumber());
    }

    /// The line of the node at which `exchange` failed of `cause`, if a node of the file did.
    static Optional<Integer> line(Exchange exchange, Throwable cause) {
        return exchange.getProperty(PROPERTY) instanceof Failure(Throwable of, int line)
                        && of.equals(cause)
                        && line > 0
                ? Optional.of(line)
                : Optional.empty();
    }

    private static final class Watch extends DelegateAsyncProcessor {

        private final int line;

        Watch(Processor processor, int line) {
            super(processor);
            this.line = line;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return super.process(
                    exchange,
                    doneSync -> {
                        if (exchange.getException() != null) {
                            note(exchange, exchange.getException());
                        }
                        callback.done(doneSync);
                    });
        }

        /// The innermost node comes first, and it is the one to name.
        private void note(Exchange exchange, Exception cause) {
            if (!(exchange.getProperty(PROPERTY) instanceof Failure(Throwable of, _))
                    || !of.equals(cause)) {
                exchange.setProperty(PROPERTY, new Failure(cause, line));
            }
        }
    }
}

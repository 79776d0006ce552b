package io.serai.node.spi;

import io.serai.flow.Attempt;
import io.serai.flow.Injection;

import org.apache.camel.Consumer;
import org.apache.camel.Exchange;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// Runs made-up messages through the routes of any source.
public final class RouteInjector {

    private RouteInjector() {}

    /// Sends a message through the route of `source`.
    ///
    /// @return how it went
    /// @throws IllegalArgumentException when nothing like that can come to this source
    /// @throws java.util.concurrent.RejectedExecutionException when `executor` takes no more
    public static CompletionStage<Attempt> inject(
            Consumer source, Injection injection, Executor executor) {
        if (source instanceof Injectable able) {
            return able.take(injection, executor);
        }
        return run(
                source,
                injection,
                exchange -> exchange.getIn().setBody(injection.body()),
                executor);
    }

    /// Sends a message through a route from its source, as if it had come there.
    ///
    /// @param fill makes of an empty exchange what comes from this source
    public static CompletionStage<Attempt> run(
            Consumer source,
            Injection injection,
            java.util.function.Consumer<Exchange> fill,
            Executor executor) {
        var attempt = new CompletableFuture<Attempt>();
        executor.execute(() -> {
            Exchange exchange = source.createExchange(false);
            try {
                fill.accept(exchange);
                injection.headers().forEach(exchange.getIn()::setHeader);
                source.getProcessor().process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            } finally {
                attempt.complete(outcome(exchange));
                source.releaseExchange(exchange, false);
            }
        });
        return attempt;
    }

    static Attempt outcome(Exchange exchange) {
        Throwable failure = exchange.getException();
        return failure == null
                ? Attempt.DONE
                : Attempt.failed(
                        FailureNote.on(exchange)
                                .map(note -> note.place() + ": " + note.reason())
                                .orElseGet(() -> FailureNote.reason(failure)));
    }
}

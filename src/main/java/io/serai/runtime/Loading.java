package io.serai.runtime;

import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.Problem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Does what runs code of a file while it is loaded. Whatever is thrown there, an `Error` too, is a problem of
/// that file; and where there is a limit, whoever loads it goes on when it has passed. Thread-safe.
final class Loading {

    /// What was given up runs on, as Java stops no thread; so there may be only so many of one flow.
    private static final int MOST_GIVEN_UP = 3;

    private final @Nullable Duration limit;
    private final Map<String, Integer> givenUp = new ConcurrentHashMap<>();

    /// @param limit null for none: all is done on the calling thread
    Loading(@Nullable Duration limit) {
        this.limit = limit;
    }

    @FunctionalInterface
    interface Step<T> {
        T done() throws Exception;
    }

    /// @param unwanted is given what comes of `step` after the limit
    /// @throws FlowException when `step` throws anything, or takes too long
    <T> T call(FlowFile file, Step<T> step, Consumer<T> unwanted) throws FlowException {
        if (limit == null) {
            return atOnce(file, step);
        }
        if (givenUp.getOrDefault(file.id(), 0) >= MOST_GIVEN_UP) {
            throw new FlowException(
                    new Problem(
                            file.file(),
                            0,
                            ("is not loaded: %d of its former texts are being loaded still and do not"
                                            + " end. Mend what runs without end in it, and restart the gateway")
                                    .formatted(MOST_GIVEN_UP)));
        }
        return within(limit, file, step, unwanted);
    }

    private <T> T within(Duration most, FlowFile file, Step<T> step, Consumer<T> unwanted)
            throws FlowException {
        var outcome = new CompletableFuture<T>();
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("load-" + file.id())
                        .start(() -> run(file, step, outcome, unwanted));
        try {
            return outcome.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FlowException told ? told : failure(file, e);
        } catch (TimeoutException e) {
            return giveUp(most, file, thread, outcome, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return giveUp(most, file, thread, outcome, e);
        }
    }

    private <T> void run(
            FlowFile file, Step<T> step, CompletableFuture<T> outcome, Consumer<T> unwanted) {
        boolean wanted = true;
        try {
            T made = atOnce(file, step);
            wanted = outcome.complete(made);
            if (!wanted) {
                unwanted.accept(made);
            }
        } catch (FlowException e) {
            wanted = outcome.completeExceptionally(e);
        } finally {
            if (!wanted) {
                givenUp.computeIfPresent(file.id(), (_, count) -> count > 1 ? count - 1 : null);
            }
        }
    }

    private <T> T giveUp(
            Duration most,
            FlowFile file,
            Thread thread,
            CompletableFuture<T> outcome,
            Exception why)
            throws FlowException {
        givenUp.merge(file.id(), 1, Integer::sum);
        why.setStackTrace(thread.getStackTrace()); // tells where it is
        var problem =
                new Problem(
                        file.file(),
                        CamelProblems.lineOfFrame(file, why),
                        ("is not loaded: that had not ended after %d s, and was given up. Code that is loaded"
                                        + " must neither wait nor loop without end")
                                .formatted(most.toSeconds()));
        var told = new FlowException(problem, why);
        if (!outcome.completeExceptionally(told)) {
            givenUp.computeIfPresent(file.id(), (_, count) -> count > 1 ? count - 1 : null);
            return finished(file, outcome);
        }
        thread.interrupt();
        throw told;
    }

    /// It ended at the last moment.
    private static <T> T finished(FlowFile file, CompletableFuture<T> outcome)
            throws FlowException {
        try {
            return outcome.join();
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause() instanceof FlowException told ? told : failure(file, e);
        }
    }

    /// On this thread.
    @SuppressWarnings("IllegalCatch") // an error of a file must not end whoever loads it
    static <T> T atOnce(FlowFile file, Step<T> step) throws FlowException {
        try {
            return step.done();
        } catch (FlowException e) {
            throw e;
        } catch (Throwable e) {
            throw failure(file, e);
        }
    }

    private static FlowException failure(FlowFile file, Throwable cause) {
        return new FlowException(CamelProblems.of(file, cause), cause);
    }
}

package io.serai.deploy;

import io.serai.deploy.apply.Deployed;
import io.serai.deploy.apply.Flows;
import io.serai.flow.Attempt;
import io.serai.flow.FlowException;
import io.serai.flow.Injection;
import io.serai.flow.Problem;
import io.serai.flow.Upcoming;
import io.serai.mqtt.MqttMessage;
import io.serai.runtime.RunningFlow;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// What people send through flows by hand. Thread-safe.
final class InjectService implements AutoCloseable {

    /// Messages that are under way at a time; more are refused.
    private static final int MOST_AT_ONCE = 4;

    private static final long THREAD_IDLE_SECONDS = 10;

    private final Flows flows;
    private final ExecutorService threads =
            new ThreadPoolExecutor(
                    0,
                    MOST_AT_ONCE,
                    THREAD_IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("by-hand-", 0).factory());

    InjectService(Flows flows) {
        this.flows = flows;
    }

    CompletionStage<Attempt> inject(String id, String route, Injection injection)
            throws FlowException {
        RunningFlow flow = running(id);
        try {
            return flow.inject(route, injection, threads);
        } catch (RejectedExecutionException e) {
            throw refused(
                    flow,
                    "%d messages sent by hand are under way, which is the most at a time; try again."
                            .formatted(MOST_AT_ONCE),
                    e);
        } catch (RuntimeException e) {
            throw refused(flow, "nothing was sent: %s.".formatted(e.getMessage()), e);
        }
    }

    CompletionStage<Attempt> resend(String id, String route, MqttMessage message, Runnable whenSafe)
            throws FlowException {
        RunningFlow flow = running(id);
        try {
            return flow.resend(route, message, whenSafe);
        } catch (RuntimeException e) {
            throw refused(
                    flow, "it was not sent, and stays on record: %s.".formatted(e.getMessage()), e);
        }
    }

    List<Upcoming> upcoming() {
        return flows.all().stream()
                .map(Deployed::running)
                .filter(Objects::nonNull)
                .flatMap(flow -> flow.upcoming().stream())
                .sorted(Comparator.comparing(Upcoming::next))
                .toList();
    }

    private RunningFlow running(String id) throws FlowException {
        Deployed flow = flows.existing(id);
        RunningFlow running = flow.running();
        if (running == null) {
            throw new FlowException(
                    new Problem(flow.file(), 0, "does not run; start it, then send it messages."));
        }
        return running;
    }

    private static FlowException refused(RunningFlow flow, String why, RuntimeException cause) {
        return new FlowException(new Problem(flow.source().file().file(), 0, why), cause);
    }

    /// What is under way is interrupted.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}

package io.serai.deploy.recovery;

import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Watches the first messages of a new version. One that succeeds proves it; when all fail, [#MOST] of them
/// or those of [#LONGEST] from the first on, it is unfit. Thread-safe.
public final class Probation {

    public static final int MOST = 10;
    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Probation.class);

    private final RunningFlow flow;
    private final Timekeeper time;
    private final Consumer<String> whenUnfit;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable AutoCloseable watching;
    private Timekeeper.@Nullable Task limit;
    private int failures;
    private String lastFailure = "";
    private boolean over;

    /// @param whenUnfit told why; on a thread of its own
    public Probation(RunningFlow flow, Timekeeper time, Consumer<String> whenUnfit) {
        this.flow = flow;
        this.time = time;
        this.whenUnfit = whenUnfit;
    }

    public void begin() {
        lock.lock();
        try {
            watching = flow.onOutcome(this::ended);
        } finally {
            lock.unlock();
        }
    }

    private void ended(@Nullable String failure) {
        lock.lock();
        try {
            if (over) {
                return;
            }
            if (failure == null) {
                end(false);
                return;
            }
            failures++;
            lastFailure = failure;
            if (failures == MOST) {
                end(true);
            } else if (limit == null) {
                limit = time.schedule(LONGEST, this::timeIsUp);
            }
        } finally {
            lock.unlock();
        }
    }

    private void timeIsUp() {
        lock.lock();
        try {
            if (!over) {
                end(true);
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(boolean unfit) {
        over = true;
        if (limit != null) {
            limit.cancel();
        }
        String why =
                "it failed on %s; the last time: %s"
                        .formatted(
                                failures == 1
                                        ? "its only message"
                                        : "all of its %d messages".formatted(failures),
                                lastFailure);
        AutoCloseable watch = watching;
        time.schedule(
                Duration.ZERO,
                () -> {
                    if (watch != null) {
                        close(watch);
                    }
                    if (unfit) {
                        whenUnfit.accept(why);
                    }
                });
    }

    private void close(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            LOG.warn("{}: its messages are still watched.", flow.source().id(), e);
        }
    }
}

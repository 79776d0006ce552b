package io.serai.deploy.apply;

import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Versions of flows that take nothing more from outside and end what they have begun, such as a message
/// that waits in a `delay:`. Thread-safe.
public final class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Timekeeper time;
    private final Duration limit;
    private final Map<RunningFlow, Timekeeper.Task> draining = new ConcurrentHashMap<>();

    /// @param limit for what a flow has begun; then it is broken off
    public Drain(Timekeeper time, Duration limit) {
        this.time = time;
        this.limit = limit;
    }

    public Duration limit() {
        return limit;
    }

    /// Closes a flow that takes nothing more when it has ended everything.
    public void add(RunningFlow flow) {
        long deadline = time.nanos() + limit.toNanos();
        draining.put(flow, time.scheduleEvery(Duration.ZERO, LOOK, () -> look(flow, deadline)));
    }

    private void look(RunningFlow flow, long deadline) {
        int left = flow.underWay();
        if (left > 0 && time.nanos() - deadline < 0) {
            return;
        }
        Timekeeper.Task task = draining.remove(flow);
        if (task == null) {
            return;
        }
        task.cancel();
        if (left > 0) {
            LOG.warn(
                    "{}: {} of the old version did not end within {} s (deploy.drain-limit) and were"
                            + " broken off.",
                    flow.source().id(),
                    DeployLog.messages(left),
                    limit.toSeconds());
        }
        flow.close();
    }

    /// What still drains; it is for the caller to close.
    public Set<RunningFlow> stop() {
        Set<RunningFlow> left = Set.copyOf(draining.keySet());
        left.forEach(flow -> {
            Timekeeper.Task task = draining.remove(flow);
            if (task != null) {
                task.cancel();
            }
        });
        return left;
    }
}

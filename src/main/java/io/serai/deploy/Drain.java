package io.serai.deploy;

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
final class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Timekeeper time;
    private final Map<RunningFlow, Timekeeper.Task> draining = new ConcurrentHashMap<>();

    Drain(Timekeeper time) {
        this.time = time;
    }

    /// Closes `flow` when it has ended everything, or after `limit`.
    void add(RunningFlow flow, Duration limit) {
        long deadline = time.nanos() + limit.toNanos();
        draining.put(
                flow, time.scheduleEvery(Duration.ZERO, LOOK, () -> look(flow, deadline, limit)));
    }

    private void look(RunningFlow flow, long deadline, Duration limit) {
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
                    left == 1 ? "1 message" : left + " messages",
                    limit.toSeconds());
        }
        flow.close();
    }

    /// What still drains; it is for the caller to close.
    Set<RunningFlow> stop() {
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

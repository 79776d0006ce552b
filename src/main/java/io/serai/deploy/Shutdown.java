package io.serai.deploy;

import io.serai.deploy.apply.Deployed;
import io.serai.deploy.apply.Drain;
import io.serai.deploy.apply.Flows;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Ends all flows with the gateway.
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Flows flows;
    private final Drain drain;
    private final Timekeeper time;

    Shutdown(Flows flows, Drain drain, Timekeeper time) {
        this.flows = flows;
        this.drain = drain;
        this.time = time;
    }

    /// All flows leave because the gateway stops.
    ///
    /// @return those that are to be closed, what still drains too
    Set<RunningFlow> leave() {
        Set<RunningFlow> open = new HashSet<>(drain.stop());
        flows.all().stream().map(Deployed::running).filter(Objects::nonNull).forEach(open::add);
        flows.leave();
        return open;
    }

    /// Closes flows, all at a time. One that has not ended after 5 s is named and left to end with the
    /// process.
    void close(Set<RunningFlow> open) {
        Map<RunningFlow, Thread> stopping = new LinkedHashMap<>();
        for (RunningFlow flow : open) {
            stopping.put(
                    flow, Thread.ofVirtual().name("stop " + flow.source().id()).start(flow::close));
        }
        long deadline = time.nanos() + STOP_LIMIT.toNanos();
        stopping.forEach((flow, thread) -> await(flow, thread, deadline));
    }

    private void await(RunningFlow flow, Thread stopping, long deadline) {
        try {
            Duration left = Duration.ofNanos(Math.max(1, deadline - time.nanos()));
            if (!stopping.join(left)) {
                LOG.warn(
                        "{}: still busy after {} s; what it was doing is abandoned.",
                        flow.source().id(),
                        STOP_LIMIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

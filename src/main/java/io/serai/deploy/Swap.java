package io.serai.deploy;

import io.serai.flow.FlowException;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Puts new versions of flows in the place of the old ones: all of them, or none.
///
/// The old ones begin no further message, end those of their queues and stop taking from outside; the new
/// ones take over the queues as they are. So nothing comes twice or not at all, and order is kept.
final class Swap {

    private static final Duration SHORT = Duration.ofSeconds(1);

    /// @param old null when the flow does not run
    /// @param next prepared, not running
    record Change(@Nullable RunningFlow old, RunningFlow next) {}

    private final Drain drain;
    private final Timekeeper time;

    Swap(Drain drain, Timekeeper time) {
        this.drain = drain;
        this.time = time;
    }

    int make(RunningFlow old, RunningFlow next) throws FlowException {
        return make(List.of(new Change(old, next)));
    }

    /// The old versions have the limit of the drain to end what their queues have begun; the rest is begun
    /// again by the new ones. Then they drain.
    ///
    /// @return messages that were under way in the old versions
    /// @throws FlowException when one of the new versions cannot run; all new ones are closed then, and
    ///     the old ones run on
    int make(List<Change> changes) throws FlowException {
        int underWay = 0;
        for (Change each : changes) {
            if (each.old() != null) {
                each.old().suspend();
                underWay += each.old().underWay();
            }
        }
        long deadline = time.nanos() + drain.limit().toNanos();
        List<RunningFlow> begun = new ArrayList<>();
        try {
            for (Change each : changes) {
                if (each.old() != null) {
                    each.old().pause(Duration.ofNanos(Math.max(1, deadline - time.nanos())));
                }
            }
            for (Change each : changes) {
                begun.add(each.next());
                each.next().run();
            }
        } catch (FlowException | RuntimeException e) {
            takeBack(changes, begun);
            throw e;
        }
        for (Change each : changes) {
            each.next().closeUnclaimedSources();
            if (each.old() != null) {
                drain.add(each.old());
            }
        }
        return underWay;
    }

    private static void takeBack(List<Change> changes, List<RunningFlow> begun) {
        for (RunningFlow each : begun) {
            each.pause(SHORT);
        }
        for (Change each : changes) {
            each.next().close();
            if (each.old() != null) {
                each.old().unpause();
            }
            each.next().closeUnclaimedSources();
        }
    }

    /// Runs a new version that takes over from none.
    ///
    /// @throws FlowException when it cannot run; it is closed then
    static void runAlone(RunningFlow next) throws FlowException {
        try {
            next.run();
        } catch (FlowException e) {
            next.pause(Duration.ZERO);
            next.close();
            next.closeUnclaimedSources();
            throw e;
        }
    }
}

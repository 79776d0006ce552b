package io.serai.deploy.apply;

import io.serai.flow.FlowException;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Puts new versions of flows in the place of the old ones: all of them, or none.
///
/// The old ones begin no further message, end those of their queues and stop taking from outside; the new
/// ones take over the queues as they are. So nothing comes twice or not at all, and order is kept. Until
/// [#commit] the old ones can go on as if nothing had been.
final class Swap {

    private static final Logger LOG = LoggerFactory.getLogger(Swap.class);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final List<Change> changes;
    private final Outside outside;
    private final Drain drain;
    private final StopHold hold;
    private final Timekeeper time;
    private final StateMoves moves;
    private final List<RunningFlow> begun = new ArrayList<>();
    private final Map<RunningFlow, Integer> underWay = new HashMap<>();

    /// @param old null when the flow does not run
    /// @param next prepared, not running; null when the flow leaves. Of another name than `old` when the
    ///     flow is renamed
    record Change(@Nullable RunningFlow old, @Nullable RunningFlow next) {

        boolean isRename() {
            return old != null && next != null && !oldId().equals(newId());
        }

        RunningFlow leaving() {
            return Objects.requireNonNull(old);
        }

        RunningFlow coming() {
            return Objects.requireNonNull(next);
        }

        String oldId() {
            return leaving().source().id();
        }

        String newId() {
            return coming().source().id();
        }
    }

    Swap(List<Change> changes, Outside outside, Drain drain, StopHold hold, Timekeeper time) {
        this.changes = List.copyOf(changes);
        this.outside = outside;
        this.drain = drain;
        this.hold = hold;
        this.time = time;
        moves = new StateMoves(this.changes);
    }

    private List<RunningFlow> old() {
        return changes.stream().map(Change::old).filter(Objects::nonNull).toList();
    }

    private List<RunningFlow> next() {
        return changes.stream().map(Change::next).filter(Objects::nonNull).toList();
    }

    /// Lets the new versions run. The old ones have the limit of the drain to end what their queues have
    /// begun; the rest is begun again by the new ones.
    ///
    /// @throws FlowException when one of the new versions cannot run, or what is outside cannot be changed; all is
    ///     as before then, and the new ones are closed
    void begin() throws FlowException {
        boolean done = false;
        try {
            for (RunningFlow each : old()) {
                each.suspend();
                underWay.put(each, each.underWay());
            }
            long deadline = time.nanos() + drain.limit().toNanos();
            for (RunningFlow each : old()) {
                each.pause(Duration.ofNanos(Math.max(1, deadline - time.nanos())));
            }
            outside.change();
            moves.make();
            for (RunningFlow each : next()) {
                begun.add(each);
                each.run();
            }
            outside.keep();
            done = true;
        } catch (RuntimeException | Error e) {
            throw unexpected(e);
        } finally {
            if (!done) {
                undo();
            }
        }
    }

    /// What a flow does when it starts concerns that flow only.
    private FlowException unexpected(Throwable e) {
        LOG.error("A flow cannot be started", e);
        Path file =
                Stream.concat(begun.reversed().stream(), old().stream())
                        .findFirst()
                        .map(flow -> flow.source().file().file())
                        .orElse(Path.of(""));
        return new FlowException(new Problem(file, 0, "cannot be started: " + e), e);
    }

    /// The old versions go on, each step of the way back as far as it is possible.
    private void undo() {
        for (RunningFlow each : begun) {
            attempt(() -> each.pause(SHORT));
        }
        next().forEach(each -> attempt(each::close));
        attempt(moves::undo);
        attempt(outside::undo);
        for (RunningFlow each : old()) {
            attempt(() -> each.pause(SHORT)); // when this came before
            attempt(each::unpause);
        }
        next().stream()
                .filter(each -> !hold.holds(each.source().id()))
                .forEach(each -> attempt(each::closeUnclaimedSources));
    }

    /// Lets the old versions end what they have begun elsewhere, and go.
    void commit() {
        next().forEach(each -> attempt(each::closeUnclaimedSources));
        for (Change each : changes) {
            RunningFlow old = each.old();
            if (old == null) {
                continue;
            }
            if (each.next() == null || each.isRename()) {
                attempt(old::closeUnclaimedSources);
            }
            drain.add(old);
        }
    }

    /// Messages that were under way in an old version.
    int drained(RunningFlow old) {
        return underWay.getOrDefault(old, 0);
    }

    private static void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A step of a deploy failed; the rest of it is done all the same.", e);
        }
    }
}

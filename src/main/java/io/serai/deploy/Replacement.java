package io.serai.deploy;

import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Puts another version of one flow in the place of the one that runs; when it cannot run, the old one goes
/// on.
final class Replacement {

    private final Flows flows;
    private final FlowBuilder builder;
    private final Gate gate;
    private final Swap swap;
    private final Drain drain;
    private final Timekeeper time;

    Replacement(
            Flows flows, FlowBuilder builder, Gate gate, Swap swap, Drain drain, Timekeeper time) {
        this.gate = gate;
        this.flows = flows;
        this.builder = builder;
        this.swap = swap;
        this.drain = drain;
        this.time = time;
    }

    /// By what its file says now.
    void update(FlowSource source) {
        long begin = time.nanos();
        FlowBuilder.Built built = builder.prepare(source, flows.routesOfOthers(source.id()));
        RunningFlow next = built.flow();
        if (next == null) {
            flows.refuse(source, built.problems());
            return;
        }
        String by = Versions.savedBy(source.file().file());
        Deployed was = flows.find(source.id());
        RunningFlow old = was == null ? null : was.running();
        if (old == null) {
            flows.loaded(next, by);
            return;
        }
        try {
            flows.swapped(old, next, by, swap.make(old, next), begin);
        } catch (FlowException e) {
            flows.refuse(source, List.of(e.problem()));
        }
    }

    /// By the same version anew.
    void restart(RunningFlow running) throws FlowException {
        long begin = time.nanos();
        FlowSource source = running.source();
        FlowBuilder.Built built = builder.prepareAgain(source, flows.routesOfOthers(source.id()));
        RunningFlow next = built.flow();
        if (next == null) {
            throw new FlowException(built.problems().getFirst());
        }
        flows.swapped(running, next, "restart", swap.make(running, next), begin);
    }

    /// Whether a new file is a running flow under another name: it has the same routes.
    boolean isSameFlow(Deployed flow, FlowSource source) {
        RunningFlow running = flow.running();
        if (running == null) {
            return false;
        }
        List<String> ids = running.namedRouteIds();
        return !ids.isEmpty() && ids.equals(builder.namedRouteIds(source));
    }

    /// By the same flow under another name: its state and what waits for it go along.
    void rename(Deployed flow, FlowSource source) {
        long begin = time.nanos();
        RunningFlow old = flow.running();
        if (old == null) {
            throw new IllegalArgumentException(flow.id() + " does not run");
        }
        List<Problem> failed = gate.test(source); // before anything has to wait
        if (!failed.isEmpty()) {
            flows.refuse(flow.id(), source, failed);
            return;
        }
        int drained = old.underWay();
        old.pause(drain.limit());
        try {
            old.giveStateTo(source.id());
        } catch (StoreException e) {
            old.unpause();
            throw e;
        }
        List<Problem> problems = new ArrayList<>();
        RunningFlow next = heir(flow, source, problems);
        if (next == null) {
            old.takeStateFrom(source.id());
            old.unpause();
            old.closeUnclaimedSources();
            flows.refuse(flow.id(), source, problems);
            return;
        }
        next.closeUnclaimedSources();
        old.closeUnclaimedSources();
        drain.add(old);
        flows.removed(flow, "renamed to " + source.id());
        String by =
                "renamed from %s, %s".formatted(flow.id(), Versions.savedBy(source.file().file()));
        flows.swapped(old, next, by, drained, begin);
    }

    private @Nullable RunningFlow heir(Deployed flow, FlowSource source, List<Problem> problems) {
        FlowBuilder.Built built = builder.prepareUntested(source, flows.routesOfOthers(flow.id()));
        problems.addAll(built.problems());
        RunningFlow next = built.flow();
        if (next == null) {
            return null;
        }
        try {
            next.run();
            return next;
        } catch (FlowException e) {
            next.pause(Duration.ZERO); // its sources are not its own
            next.close();
            problems.add(e.problem());
            return null;
        }
    }
}

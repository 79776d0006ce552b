package io.serai.deploy;

import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Brings flows to life of which nothing runs: in the version of the file, or else in the one that ran last.
final class ColdStart {

    private final Flows flows;
    private final FlowBuilder builder;
    private final Versions versions;
    private final CrashGuard crashes;
    private final DeployLog log;
    private final Timekeeper time;

    ColdStart(
            Flows flows,
            FlowBuilder builder,
            Versions versions,
            CrashGuard crashes,
            DeployLog log,
            Timekeeper time) {
        this.flows = flows;
        this.builder = builder;
        this.versions = versions;
        this.crashes = crashes;
        this.log = log;
        this.time = time;
    }

    /// Starts all flows of a house. One of which no version ever ran need not pass its tests: there is
    /// nothing else that could run, and the house is to be there soon.
    void startAll(RoutesFolder house) {
        for (FlowSource source : house.flows()) {
            start(source, house, versions.newest(source.id()).isPresent());
        }
        crashes.allStarted();
    }

    /// Starts one that is not there yet, or of which nothing could run.
    ///
    /// @param house where `source` is from
    void start(FlowSource source, RoutesFolder house) {
        start(source, house, true);
    }

    private void start(FlowSource source, RoutesFolder house, boolean tested) {
        long begin = time.nanos();
        if (flows.isStoppedByHand(source.id())) {
            flows.unstarted(source);
            log.info(
                    source.id(),
                    "stopped by hand; serai start %s starts it.".formatted(source.id()));
            return;
        }
        Optional<FlowVersion> last = versions.newest(source.id());
        boolean known = last.filter(each -> each.text().equals(source.text())).isPresent();
        List<Problem> problems = new ArrayList<>();
        if (flows.isRefused(source)) {
            problems.add(
                    new Problem(
                            source.file().file(), 0, "was rolled back because it failed before."));
        } else {
            RunningFlow flow = run(source, known, tested, problems);
            if (flow != null) {
                flows.added(flow, Versions.savedBy(source.file().file()), begin);
                return;
            }
        }
        RunningFlow former =
                last.isEmpty() || known
                        ? null
                        : run(versions.source(last.get(), house), true, false, new ArrayList<>());
        if (former == null) {
            flows.broken(source, problems);
        } else {
            flows.runs(former, last.get().number());
            flows.refuse(source, problems);
        }
    }

    /// @param known whether it ran before
    /// @param tested whether it must pass its tests
    /// @param problems gets what is wrong with it
    private @Nullable RunningFlow run(
            FlowSource source, boolean known, boolean tested, List<Problem> problems) {
        // Building one may be what ends the process: a flow in Java runs its code then.
        crashes.starting(source.id());
        Map<String, Path> taken = flows.routesOfOthers(source.id());
        FlowBuilder.Built built;
        if (known) {
            built = builder.prepareAgain(source, taken);
        } else if (tested) {
            built = builder.prepare(source, taken);
        } else {
            built = builder.prepareUntested(source, taken);
        }
        problems.addAll(built.problems());
        RunningFlow flow = built.flow();
        if (flow == null) {
            return null;
        }
        try {
            Swap.runAlone(flow);
            return flow;
        } catch (FlowException e) {
            problems.add(e.problem());
            return null;
        }
    }
}

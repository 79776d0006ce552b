package io.serai.deploy;

import io.serai.flow.FlowException;
import io.serai.flow.FlowReport.State;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;
import io.serai.trial.TestFile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Brings the house from what it is to what a folder would say, all of it or nothing.
final class JointDeploy {

    private final Flows flows;
    private final FlowBuilder builder;
    private final Gate gate;
    private final Swap swap;
    private final Takedown takedown;
    private final DevicesYaml devices;
    private final SideFiles sides;
    private final Timekeeper time;

    JointDeploy(
            Flows flows,
            FlowBuilder builder,
            Gate gate,
            Swap swap,
            Takedown takedown,
            DevicesYaml devices,
            SideFiles sides,
            Timekeeper time) {
        this.flows = flows;
        this.builder = builder;
        this.gate = gate;
        this.swap = swap;
        this.takedown = takedown;
        this.devices = devices;
        this.sides = sides;
        this.time = time;
    }

    /// Does it.
    ///
    /// @param changed the files of `now` that are to be sound; what was wrong before with others may stay
    /// @param start whether flows are started at all
    /// @return why nothing was changed; empty when everything was
    List<Problem> run(RoutesFolder now, Set<Path> changed, String by, boolean start) {
        List<Problem> problems = new ArrayList<>(now.allProblems());
        problems.removeIf(each -> !changed.contains(each.file()));
        problems.addAll(devices.problems(now.devices(), now.folder()));
        sides.problems(now).stream()
                .filter(each -> changed.contains(each.file()))
                .forEach(problems::add);
        now.tests().values().stream()
                .filter(each -> changed.contains(each.file()))
                .forEach(each ->
                        problems.addAll(TestFile.parse(each.file(), each.text()).problems()));
        if (!problems.isEmpty()) {
            return problems;
        }
        RoutesFolder before = gate.house(now);
        problems.addAll(change(now, by, start));
        if (!problems.isEmpty()) {
            var _ = gate.house(before);
        }
        return problems;
    }

    private List<Problem> change(RoutesFolder now, String by, boolean start) {
        long begin = time.nanos();
        String formerDevices = devices.text();
        Set<String> devicesChanged = devices.change(now.devices());
        List<FlowSource> different = different(now, devicesChanged);
        List<Deployed> gone = gone(now);
        List<Problem> problems = new ArrayList<>();
        if (!devices.text().equals(now.devices())) {
            problems.add(
                    new Problem(
                            now.folder().resolve(RoutesFolder.DEVICES),
                            0,
                            "cannot be taken over now; the log says why."));
        }
        List<Swap.Change> ready = prepare(different, gone, problems);
        List<Swap.Change> toRun = start ? ready.stream().filter(this::isToRun).toList() : List.of();
        int drained = 0;
        if (problems.isEmpty()) {
            try {
                drained = swap.make(toRun);
            } catch (FlowException e) {
                problems.add(e.problem());
            }
        }
        if (!problems.isEmpty()) {
            ready.forEach(each -> each.next().close());
            devices.change(formerDevices);
            return problems;
        }
        for (Swap.Change each : ready) {
            if (!toRun.contains(each)) {
                flows.loaded(each.next(), by);
            } else if (each.old() == null) {
                flows.added(each.next(), by, begin);
            } else {
                flows.swapped(each.old(), each.next(), by, drained, begin);
            }
        }
        gone.forEach(flow -> takedown.remove(flow, by));
        sides.take(now);
        return List.of();
    }

    private List<FlowSource> different(RoutesFolder now, Set<String> devicesChanged) {
        return now.flows().stream()
                .filter(source -> {
                    Deployed flow = flows.find(source.id());
                    return flow == null || flow.isBroken() || !flow.means(source, devicesChanged);
                })
                .toList();
    }

    private List<Deployed> gone(RoutesFolder now) {
        Set<String> there =
                now.flows().stream()
                        .map(FlowSource::id)
                        .collect(Collectors.toCollection(HashSet::new));
        there.addAll(now.unreadable().keySet());
        return flows.all().stream().filter(flow -> !there.contains(flow.id())).toList();
    }

    /// Makes all ready, each knowing the route ids of those before it and of those that stay.
    private List<Swap.Change> prepare(
            List<FlowSource> different, List<Deployed> gone, List<Problem> problems) {
        Set<String> replaced = new HashSet<>();
        different.forEach(source -> replaced.add(source.id()));
        gone.forEach(flow -> replaced.add(flow.id()));
        Map<String, Path> taken = flows.routesExcept(replaced);
        List<Swap.Change> ready = new ArrayList<>();
        for (FlowSource source : different) {
            FlowBuilder.Built built = builder.prepare(source, taken);
            problems.addAll(built.problems());
            RunningFlow next = built.flow();
            if (next != null) {
                next.namedRouteIds().forEach(route -> taken.put(route, source.file().file()));
                Deployed was = flows.find(source.id());
                ready.add(new Swap.Change(was == null ? null : was.running(), next));
            }
        }
        return ready;
    }

    private boolean isToRun(Swap.Change change) {
        Deployed was = flows.find(change.next().source().id());
        return was == null || was.state() != State.STOPPED;
    }
}

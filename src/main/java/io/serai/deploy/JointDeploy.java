package io.serai.deploy;

import io.serai.flow.FlowException;
import io.serai.flow.FlowReport.State;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Brings the house from what it is to what a folder would say, all of it or nothing.
final class JointDeploy {

    private final Flows flows;
    private final DevicesYaml devices;
    private final DeployConfig config;
    private final Timekeeper time;

    /// A flow that is new or different.
    ///
    /// @param old null when it does not run
    private record Ready(@Nullable RunningFlow old, RunningFlow next) {}

    JointDeploy(Flows flows, DevicesYaml devices, DeployConfig config, Timekeeper time) {
        this.flows = flows;
        this.devices = devices;
        this.config = config;
        this.time = time;
    }

    /// Does it.
    ///
    /// @param start whether flows are started at all
    /// @return why nothing was changed; empty when everything was
    List<Problem> run(RoutesFolder now, String by, boolean start) {
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
        List<Ready> ready = prepare(different, gone, problems);
        List<Ready> toRun = start ? ready.stream().filter(this::isToRun).toList() : List.of();
        int drained = 0;
        if (problems.isEmpty()) {
            try {
                drained =
                        new Swap(
                                        toRun.stream()
                                                .map(each ->
                                                        new Swap.Change(each.old(), each.next()))
                                                .toList(),
                                        time)
                                .make(config.drainLimit());
            } catch (FlowException e) {
                problems.add(e.problem());
            }
        }
        if (!problems.isEmpty()) {
            ready.forEach(each -> each.next().close());
            devices.change(formerDevices);
            return problems;
        }
        for (Ready each : ready) {
            if (!toRun.contains(each)) {
                flows.loaded(each.next(), by);
            } else if (each.old() == null) {
                flows.added(each.next(), by, begin);
            } else {
                flows.swapped(each.old(), each.next(), by, drained, begin);
            }
        }
        gone.forEach(flow -> flows.remove(flow, by));
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
    private List<Ready> prepare(
            List<FlowSource> different, List<Deployed> gone, List<Problem> problems) {
        Map<String, Path> taken = new HashMap<>();
        Set<String> replaced =
                different.stream()
                        .map(FlowSource::id)
                        .collect(Collectors.toCollection(HashSet::new));
        gone.forEach(flow -> replaced.add(flow.id()));
        for (Deployed flow : flows.all()) {
            if (!replaced.contains(flow.id()) && flow.running() != null) {
                flow.running().namedRouteIds().forEach(route -> taken.put(route, flow.file()));
            }
        }
        List<Ready> ready = new ArrayList<>();
        for (FlowSource source : different) {
            RunningFlow next = flows.prepare(source, taken, problems);
            if (next != null) {
                next.namedRouteIds().forEach(route -> taken.put(route, source.file().file()));
                Deployed was = flows.find(source.id());
                ready.add(new Ready(was == null ? null : was.running(), next));
            }
        }
        return ready;
    }

    private boolean isToRun(Ready flow) {
        Deployed was = flows.find(flow.next().source().id());
        return was == null || was.state() != State.STOPPED;
    }
}

package io.serai.deploy;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Brings the flows to what the folder says, each file by itself: what is wrong with one keeps no other from
/// being deployed. Not thread-safe.
final class FolderDeploy {

    private static final Logger LOG = LoggerFactory.getLogger(FolderDeploy.class);

    private final Flows flows;
    private final ColdStart coldStart;
    private final Replacement replacement;
    private final Takedown takedown;
    private final DevicesYaml devices;
    private final SideFiles sides;
    private final SafeMode safeMode;
    private final Gate gate;
    private final DeployLog log;
    private RoutesFolder house = RoutesFolder.NOTHING;
    private List<Problem> told = List.of();

    FolderDeploy(
            Flows flows,
            ColdStart coldStart,
            Replacement replacement,
            Takedown takedown,
            DevicesYaml devices,
            SideFiles sides,
            SafeMode safeMode,
            Gate gate,
            DeployLog log) {
        this.gate = gate;
        this.log = log;
        this.flows = flows;
        this.coldStart = coldStart;
        this.replacement = replacement;
        this.takedown = takedown;
        this.devices = devices;
        this.sides = sides;
        this.safeMode = safeMode;
    }

    /// The folder as it was deployed last.
    RoutesFolder house() {
        return house;
    }

    /// The folder has been deployed by other means.
    void isDeployed(RoutesFolder now) {
        house = now;
    }

    /// Starts every flow that can be started, or none in safe mode, and tells of every one that cannot.
    ///
    /// @return what is wrong
    List<Problem> begin(RoutesFolder first) {
        house = first;
        var _ = gate.house(first);
        devices.begin(first.devices());
        sides.take(first);
        tellProblems();
        if (safeMode.isOn()) {
            first.flows().forEach(flows::unstarted);
        } else {
            coldStart.startAll(first);
            first.unreadable().forEach(this::unreadable);
        }
        List<Problem> problems = new ArrayList<>(first.problems());
        flows.all().forEach(flow -> problems.addAll(flow.problems()));
        return problems;
    }

    /// Deploys what is different from the last time.
    void deploy(RoutesFolder now) {
        if (now.isMissing() && !flows.isEmpty()) {
            if (!now.problems().equals(told)) {
                now.problems().forEach(each -> LOG.error("{} Everything runs on as it was.", each));
                told = now.problems();
            }
            return;
        }
        Set<String> devicesChanged = devices.change(now.devices());
        sides.take(now);
        boolean surroundingsChanged =
                !devicesChanged.isEmpty()
                        || !now.kamelets().equals(house.kamelets())
                        || !now.values().equals(house.values());
        Set<String> testsChanged = testsChanged(now);
        house = now;
        var _ = gate.house(now);
        tellProblems();
        Map<String, FlowSource> wanted = new LinkedHashMap<>();
        now.flows().forEach(source -> wanted.put(source.id(), source));
        renameOrRemove(wanted);
        for (FlowSource source : wanted.values()) {
            if (now.unreadable().containsKey(source.id()) && flows.find(source.id()) != null) {
                continue; // stays as it is
            }
            boolean tests = testsChanged.contains(source.id());
            RunningFlow before = runningOf(source.id());
            bring(source, devicesChanged, surroundingsChanged || tests);
            if (tests && gate.runsTests()) {
                tellTests(source, before);
            }
        }
        now.unreadable().forEach(this::unreadable);
    }

    private Set<String> testsChanged(RoutesFolder now) {
        Set<String> changed = new HashSet<>();
        now.tests()
                .forEach((id, tests) -> {
                    if (!tests.equals(house.tests().get(id))) {
                        changed.add(id);
                    }
                });
        house.tests().keySet().stream()
                .filter(id -> !now.tests().containsKey(id))
                .forEach(changed::add);
        return changed;
    }

    private @Nullable RunningFlow runningOf(String id) {
        Deployed flow = flows.find(id);
        return flow == null ? null : flow.running();
    }

    /// A person who saves tests wants to know how they end, also when the flow is as it was.
    ///
    /// @param before what ran before the tests were saved; another one has passed them
    private void tellTests(FlowSource source, @Nullable RunningFlow before) {
        Deployed flow = flows.find(source.id());
        if (flow == null || flow.running() == null || !house.tests().containsKey(source.id())) {
            return;
        }
        if (!flow.problems().isEmpty()) {
            return; // told already
        }
        List<Problem> failed = flow.running().equals(before) ? gate.test(source) : List.of();
        if (failed.isEmpty()) {
            log.info(source.id(), "its tests pass.");
        } else {
            log.problems(source.id(), failed, "The flow runs on as it is.");
        }
    }

    private void tellProblems() {
        for (Problem each : house.problems()) {
            if (!told.contains(each)) {
                LOG.error("{} {}", each, house.consequence(each));
            }
        }
        told = house.problems();
    }

    private void renameOrRemove(Map<String, FlowSource> wanted) {
        List<Deployed> gone =
                flows.all().stream()
                        .filter(flow ->
                                !wanted.containsKey(flow.id())
                                        && !house.unreadable().containsKey(flow.id()))
                        .toList();
        for (Deployed flow : gone) {
            wanted.values().stream()
                    .filter(source -> flows.find(source.id()) == null)
                    .filter(source -> replacement.isSameFlow(flow, source))
                    .findFirst()
                    .ifPresentOrElse(
                            heir -> replacement.rename(flow, heir),
                            () -> takedown.remove(flow, "file removed"));
        }
    }

    private void bring(FlowSource source, Set<String> devicesChanged, boolean surroundingsChanged) {
        Deployed flow = flows.find(source.id());
        if (flow == null || flow.isBroken()) {
            boolean isNews =
                    flow == null
                            || surroundingsChanged
                            || !source.text().equals(flow.refused())
                            || !source.file().file().equals(flow.file());
            if (isNews && safeMode.isOn()) {
                flows.unstarted(source);
            } else if (isNews) {
                coldStart.start(source, house);
            }
        } else if (safeMode.isOn()) {
            flows.unstarted(source);
        } else if (flow.means(source, devicesChanged)) {
            if (!flow.problems().isEmpty() || !flow.file().equals(source.file().file())) {
                flows.settle(source);
            }
        } else if (surroundingsChanged || !source.text().equals(flow.refused())) {
            replacement.update(source);
        }
    }

    private void unreadable(String id, Problem problem) {
        FlowSource source = FlowSource.of(new FlowFile(id, problem.file()), "");
        if (flows.find(id) == null) {
            flows.broken(source, List.of(problem));
        } else {
            flows.refuse(source, List.of(problem));
        }
    }
}

package io.serai.deploy;

import io.serai.deploy.apply.DeployLog;
import io.serai.deploy.apply.Deployed;
import io.serai.deploy.apply.DevicesYaml;
import io.serai.deploy.apply.Flows;
import io.serai.deploy.apply.Gate;
import io.serai.deploy.apply.PlanExecutor;
import io.serai.deploy.plan.DeployPlan;
import io.serai.deploy.plan.DeployPlanner;
import io.serai.deploy.plan.DeployPlanner.Occasion;
import io.serai.deploy.recovery.LastRead;
import io.serai.deploy.recovery.SafeMode;
import io.serai.deploy.versions.Author;
import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.routes.RoutesFolder;
import io.serai.routes.SideFiles;
import io.serai.runtime.RunningFlow;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Brings the flows to what the folder says, each file by itself: what is wrong with one keeps no other from
/// being deployed. One deploy at a time; [#house] is for any thread.
final class FolderDeploy {

    private static final Logger LOG = LoggerFactory.getLogger(FolderDeploy.class);

    private final LastRead lastRead;
    private final Flows flows;
    private final DeployPlanner planner;
    private final PlanExecutor executor;
    private final DevicesYaml devices;
    private final SideFiles sides;
    private final SafeMode safeMode;
    private final Gate gate;
    private final DeployLog log;
    private volatile RoutesFolder house = RoutesFolder.NOTHING;
    private List<Problem> told = List.of();

    FolderDeploy(
            LastRead lastRead,
            Flows flows,
            DeployPlanner planner,
            PlanExecutor executor,
            DevicesYaml devices,
            SideFiles sides,
            SafeMode safeMode,
            Gate gate,
            DeployLog log) {
        this.lastRead = lastRead;
        this.flows = flows;
        this.planner = planner;
        this.executor = executor;
        this.devices = devices;
        this.sides = sides;
        this.safeMode = safeMode;
        this.gate = gate;
        this.log = log;
    }

    /// The folder as it was deployed last.
    RoutesFolder house() {
        return house;
    }

    /// The folder has been deployed by other means.
    void isDeployed(RoutesFolder now) {
        house = lastRead.remember(now);
    }

    /// Starts every flow that can be started, or none in safe mode, and tells of every one that cannot.
    ///
    /// @return what is wrong
    List<Problem> begin(RoutesFolder first) {
        RoutesFolder to = first.withDevices(devices.text());
        house = to;
        devices.begin(first.devices());
        sides.take(to);
        tellProblems();
        executor.each(() -> plan(Occasion.START, to, to), Author.WHO_SAVED);
        List<Problem> problems = new ArrayList<>(first.problems());
        flows.all().forEach(flow -> problems.addAll(flow.problems()));
        return problems;
    }

    private DeployPlan plan(Occasion occasion, RoutesFolder before, RoutesFolder to) {
        return planner.plan(
                occasion,
                flows.current(),
                before,
                to,
                devices.differences(to.devices()),
                safeMode.isOn());
    }

    /// Deploys what is different from the last time.
    void deploy() {
        deploy(house);
    }

    /// Deploys what is different from `before`, and what flows do not do yet.
    void deploy(RoutesFolder before) {
        RoutesFolder read = lastRead.read();
        if (read.isMissing() && !flows.isEmpty()) {
            if (!read.problems().equals(told)) {
                read.problems()
                        .forEach(each -> LOG.error("{} Everything runs on as it was.", each));
                told = read.problems();
            }
            return;
        }
        RoutesFolder to = read.withDevices(devices.sound(read.devices()));
        lastRead.remember(read);
        house = to;
        tellProblems();
        Map<String, RunningFlow> running = new HashMap<>();
        for (Deployed each : flows.all()) {
            RunningFlow its = each.running();
            if (its != null) {
                running.put(each.id(), its);
            }
        }
        if (devices.differences(to.devices()).isEmpty() && to.devices().equals(devices.text())) {
            sides.take(to);
            executor.each(() -> again(before, to), Author.WHO_SAVED);
        } else {
            withDevices(before, to);
        }
        if (gate.runsTests()) {
            to.flows().stream()
                    .filter(source -> isTestedOtherwise(source.id(), before, to))
                    .forEach(source -> tellTests(source, to, running.get(source.id())));
        }
    }

    /// What was deployed by other means meanwhile counts.
    private DeployPlan again(RoutesFolder before, RoutesFolder to) {
        RoutesFolder now = house.equals(to) ? to : lastRead.read().withDevices(devices.text());
        return plan(Occasion.EDIT, before, now);
    }

    /// The devices change when all that is to use them is checked, tested and built.
    private void withDevices(RoutesFolder before, RoutesFolder to) {
        executor.eachAfter(
                () -> plan(Occasion.EDIT, before, to),
                plan -> changeDevices(plan.to()),
                Author.WHO_SAVED);
        sides.take(house);
        if (!devices.text().equals(to.devices())) {
            RoutesFolder rest = to.withDevices(devices.text());
            house = rest;
            executor.each(() -> again(before, rest), Author.WHO_SAVED);
        }
    }

    private boolean changeDevices(RoutesFolder to) {
        try {
            var _ = devices.change(to.devices(), to.folder());
            return true;
        } catch (FlowException e) {
            LOG.error("{} Save the file again.", e.problem());
            return false;
        }
    }

    private static boolean isTestedOtherwise(String id, RoutesFolder before, RoutesFolder to) {
        return !Objects.equals(before.tests().get(id), to.tests().get(id));
    }

    /// A person who saves tests wants to know how they end, also when the flow is as it was.
    ///
    /// @param before what ran before the tests were saved; another one has passed them
    private void tellTests(FlowSource source, RoutesFolder to, @Nullable RunningFlow before) {
        Deployed flow = flows.find(source.id());
        if (flow == null || flow.running() == null || !to.tests().containsKey(source.id())) {
            return;
        }
        if (!flow.problems().isEmpty()) {
            return; // told already
        }
        List<Problem> failed = flow.running().equals(before) ? gate.test(source, to) : List.of();
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
}

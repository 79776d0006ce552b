package io.serai.deploy;

import io.serai.deploy.apply.DevicesYaml;
import io.serai.deploy.apply.Flows;
import io.serai.deploy.apply.Outside;
import io.serai.deploy.apply.PlanExecutor;
import io.serai.deploy.plan.CurrentFlow;
import io.serai.deploy.plan.DeployPlan;
import io.serai.deploy.plan.DeployPlanner;
import io.serai.deploy.plan.DeployPlanner.Occasion;
import io.serai.deploy.plan.FlowStep.Building;
import io.serai.deploy.recovery.LastRead;
import io.serai.deploy.recovery.PendingFiles;
import io.serai.deploy.recovery.SafeMode;
import io.serai.deploy.versions.Author;
import io.serai.flow.FlowException;
import io.serai.flow.Problem;
import io.serai.flowtest.read.TestFile;
import io.serai.routes.RoutesFolder;
import io.serai.routes.SideFiles;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Deploys files together and writes them: all of it, or nothing. What was wrong before with other files
/// may stay.
final class JointDeploy {

    private final Path routes;
    private final LastRead lastRead;
    private final Flows flows;
    private final DeployPlanner planner;
    private final PlanExecutor executor;
    private final FolderDeploy folder;
    private final DevicesYaml devices;
    private final SideFiles sides;
    private final SafeMode safeMode;
    private final PendingFiles pending;

    JointDeploy(
            Path routes,
            LastRead lastRead,
            Flows flows,
            DeployPlanner planner,
            PlanExecutor executor,
            FolderDeploy folder,
            DevicesYaml devices,
            SideFiles sides,
            SafeMode safeMode,
            PendingFiles pending) {
        this.routes = routes;
        this.lastRead = lastRead;
        this.flows = flows;
        this.planner = planner;
        this.executor = executor;
        this.folder = folder;
        this.devices = devices;
        this.sides = sides;
        this.safeMode = safeMode;
        this.pending = pending;
    }

    /// Does it.
    ///
    /// @param changes text by file; empty text removes it
    /// @param unchanged throws when the files are not as whoever asks has seen them
    /// @return why nothing was changed; empty when everything was
    List<Problem> run(Map<Path, String> changes, Occasion occasion, String by, Runnable unchanged) {
        unchanged.run();
        List<Problem> problems = problems(read(changes), changes);
        if (!problems.isEmpty()) {
            return problems;
        }
        var files = new Together(changes, occasion, unchanged);
        List<Problem> refused = executor.together(files::plan, files, new Author(by));
        if (refused.isEmpty() && occasion == Occasion.TOGETHER) {
            sides.take(folder.house());
            tryRefusedAgain(files.before);
        }
        return refused;
    }

    /// A saved `devices.yaml` that is not among the changes is for the folder to be deployed.
    private RoutesFolder read(Map<Path, String> changes) {
        RoutesFolder now = lastRead.read(changes);
        return changes.containsKey(routes.resolve(RoutesFolder.DEVICES))
                ? now
                : now.withDevices(devices.text());
    }

    private List<Problem> problems(RoutesFolder now, Map<Path, String> changes) {
        List<Problem> problems = new ArrayList<>(now.allProblems());
        problems.addAll(devices.problems(now.devices(), now.folder()));
        problems.addAll(sides.problems(now));
        problems.removeIf(each -> !changes.containsKey(each.file()));
        now.tests().values().stream()
                .filter(each -> changes.containsKey(each.file()))
                .forEach(each ->
                        problems.addAll(TestFile.parse(each.file(), each.text()).problems()));
        return problems;
    }

    /// What was wrong with other flows may be mended by a kamelet, a value or a device.
    private void tryRefusedAgain(RoutesFolder before) {
        executor.each(
                () -> {
                    DeployPlan plan =
                            planner.plan(
                                    Occasion.EDIT,
                                    flows.current(),
                                    before,
                                    folder.house(),
                                    Set.of(),
                                    safeMode.isOn());
                    return plan.only(step ->
                            step instanceof Building building
                                    && wasRefused(building, plan.basis().get(step.id())));
                },
                Author.WHO_SAVED);
    }

    private static boolean wasRefused(Building building, @Nullable CurrentFlow flow) {
        return flow != null && building.source().text().equals(flow.refused());
    }

    /// The files and devices that change with the flows.
    private final class Together implements Outside {
        private final Map<Path, String> changes;
        private final Occasion occasion;
        private final Runnable unchanged;
        private RoutesFolder before = RoutesFolder.NOTHING;
        private RoutesFolder to = RoutesFolder.NOTHING;
        private PendingFiles.@Nullable Staged staged;
        private Runnable undoDevices = () -> {};

        Together(Map<Path, String> changes, Occasion occasion, Runnable unchanged) {
            this.changes = changes;
            this.occasion = occasion;
            this.unchanged = unchanged;
        }

        DeployPlan plan() {
            before = folder.house();
            to = read(changes);
            return planner.plan(
                    changes.keySet(),
                    occasion,
                    flows.current(),
                    before,
                    to,
                    devices.differences(to.devices()),
                    safeMode.isOn());
        }

        @Override
        public void begin() throws FlowException {
            unchanged.run();
            try {
                staged = pending.stage(changes);
            } catch (IOException e) {
                throw unwritten(e);
            }
        }

        @Override
        public void change() throws FlowException {
            undoDevices = devices.change(to.devices(), routes);
        }

        @Override
        public void keep() throws FlowException {
            try {
                if (staged != null) {
                    staged.write();
                }
            } catch (IOException e) {
                throw unwritten(e);
            }
            folder.isDeployed(to);
        }

        private FlowException unwritten(IOException e) {
            return new FlowException(
                    new Problem(
                            routes,
                            0,
                            "a file cannot be written: %s. All runs on as it was; mend that and deploy again"
                                    .formatted(e.getMessage())),
                    e);
        }

        @Override
        public void undo() {
            undoDevices.run();
            if (staged != null) {
                staged.undo();
            }
        }
    }
}

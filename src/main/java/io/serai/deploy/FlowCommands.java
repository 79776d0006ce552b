package io.serai.deploy;

import io.serai.deploy.apply.DeployLog;
import io.serai.deploy.apply.Deployed;
import io.serai.deploy.apply.Drain;
import io.serai.deploy.apply.Flows;
import io.serai.deploy.apply.Outside;
import io.serai.deploy.apply.PlanExecutor;
import io.serai.deploy.apply.StopHold;
import io.serai.deploy.plan.DeployPlan;
import io.serai.deploy.plan.DeployPlanner;
import io.serai.deploy.plan.DeployPlanner.Occasion;
import io.serai.deploy.plan.FlowStep;
import io.serai.deploy.plan.Trust;
import io.serai.deploy.recovery.SafeMode;
import io.serai.deploy.versions.Author;
import io.serai.deploy.versions.Versions;
import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/// What people, and failing versions, command of one flow. None of it waits for tests of another flow.
/// Thread-safe.
final class FlowCommands {

    private final Flows flows;
    private final DeployPlanner planner;
    private final PlanExecutor executor;
    private final FolderDeploy folder;
    private final JointDeploy joint;
    private final Versions versions;
    private final SafeMode safeMode;
    private final Drain drain;
    private final StopHold hold;
    private final DeployLog log;
    private final Lock work;

    /// @param work held while flows change
    FlowCommands(
            Flows flows,
            DeployPlanner planner,
            PlanExecutor executor,
            FolderDeploy folder,
            JointDeploy joint,
            Versions versions,
            SafeMode safeMode,
            Drain drain,
            StopHold hold,
            DeployLog log,
            Lock work) {
        this.flows = flows;
        this.planner = planner;
        this.executor = executor;
        this.folder = folder;
        this.joint = joint;
        this.versions = versions;
        this.safeMode = safeMode;
        this.drain = drain;
        this.hold = hold;
        this.log = log;
        this.work = work;
    }

    void start(String id) {
        if (flows.existing(id).running() != null) {
            return;
        }
        flows.noLongerStopped(id);
        safeMode.leave();
        executor.each(() -> starting(id), Author.WHO_SAVED);
    }

    private DeployPlan starting(String id) {
        Deployed flow = flows.find(id);
        if (flow == null || flow.running() != null) {
            return plan(List.of());
        }
        FlowSource source =
                folder.house().flows().stream()
                        .filter(each -> each.id().equals(id))
                        .findFirst()
                        .orElse(flow.source());
        return plan(List.of(planner.start(source)));
    }

    private DeployPlan plan(List<FlowStep> steps) {
        return new DeployPlan(folder.house(), flows.current(), Set.of(), steps);
    }

    void stop(String id) {
        work.lock();
        try {
            Deployed flow = flows.existing(id);
            flows.keepStopped(id);
            RunningFlow running = flow.running();
            if (running == null) {
                return;
            }
            int drained = running.underWay();
            running.pause(drain.limit());
            hold.hold(running);
            drain.add(running);
            flows.stopped(flow);
            log.info(id, "stopped, %s drained.".formatted(DeployLog.messages(drained)));
        } finally {
            work.unlock();
        }
    }

    void restart(String id) throws FlowException {
        if (flows.existing(id).running() == null) {
            start(id);
            return;
        }
        List<Problem> problems =
                executor.together(
                        () -> replacing(id, null, null), Outside.NOTHING, new Author("restart"));
        if (!problems.isEmpty()) {
            throw new FlowException(problems.getFirst());
        }
    }

    /// @param flow that is to be replaced; null for whatever runs
    /// @param by null for the same version
    private DeployPlan replacing(String id, @Nullable RunningFlow flow, @Nullable FlowSource by) {
        RunningFlow running = flows.running(id);
        if (running == null || (flow != null && !flow.equals(running))) {
            return plan(List.of());
        }
        FlowSource source = by == null ? running.source() : by;
        return plan(List.of(new FlowStep.ReplaceFlow(source, Trust.KNOWN)));
    }

    /// @throws FlowException when that version cannot run now; nothing has changed then
    void rollback(String id, OptionalInt version, String by) throws FlowException {
        Deployed flow = flows.find(id);
        int current = flow == null ? Integer.MAX_VALUE : flow.version();
        FlowVersion wanted = versions.earlier(id, version, current);
        Map<Path, String> files = new HashMap<>();
        if (flow != null) {
            files.put(flow.file(), "");
        }
        files.put(versions.file(wanted), wanted.text());
        List<Problem> problems =
                joint.run(
                        files,
                        Occasion.ROLLBACK,
                        "rollback to %d by %s".formatted(wanted.number(), by),
                        () -> {});
        if (!problems.isEmpty()) {
            throw new FlowException(problems.getFirst());
        }
    }

    /// A version has failed on all of its messages, and the owner is told how to take it back.
    void advise(RunningFlow flow, String why) {
        String id = flow.source().id();
        Deployed now = flows.find(id);
        if (now != null && flow.equals(now.running())) {
            log.warn(
                    id,
                    "version %s may be wrong: %s. serai rollback %s takes it back."
                            .formatted(now.version(), why, id));
        }
    }

    /// A version has failed on all of its messages: the one before takes its place again, unless another one
    /// has come since.
    void takeBack(RunningFlow flow, FlowSource former, String why) {
        String id = flow.source().id();
        Deployed bad = flows.find(id);
        if (bad == null || !flow.equals(bad.running())) {
            return;
        }
        Supplier<DeployPlan> planner = () -> replacing(id, flow, former);
        List<Problem> problems =
                executor.together(planner, Outside.NOTHING, new Author("automatic rollback"));
        if (!problems.isEmpty()) {
            log.warn(
                    id,
                    "%s. The version before cannot run: %s".formatted(why, problems.getFirst()));
            return;
        }
        work.lock();
        try {
            Deployed now = flows.find(id);
            if (now == null || !now.source().equals(former)) {
                return; // another one has come meanwhile
            }
            flows.note(id, bad.version(), "rolled back: " + why);
            log.warn(
                    id,
                    "version %s was rolled back: %s. Version %s has the text before; the file is left as it is."
                            .formatted(bad.version(), why, now.version()));
            FlowSource text = flow.source();
            flows.refuse(
                    text, List.of(new Problem(text.file().file(), 0, "was rolled back: " + why)));
            flows.rememberRefusal(text);
        } finally {
            work.unlock();
        }
    }
}

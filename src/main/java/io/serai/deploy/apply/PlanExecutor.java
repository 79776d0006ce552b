package io.serai.deploy.apply;

import io.serai.deploy.plan.DeployPlan;
import io.serai.deploy.plan.FlowStep;
import io.serai.deploy.plan.FlowStep.AddFlow;
import io.serai.deploy.plan.FlowStep.Building;
import io.serai.deploy.plan.FlowStep.RemoveFlow;
import io.serai.deploy.plan.FlowStep.RenameFlow;
import io.serai.deploy.plan.FlowStep.ReplaceFlow;
import io.serai.deploy.plan.Trust;
import io.serai.deploy.recovery.CrashGuard;
import io.serai.deploy.versions.Author;
import io.serai.deploy.versions.Versions;
import io.serai.flow.FlowException;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Carries out [DeployPlan]s: checks, tests and builds what they need, puts the new versions in the place of
/// the old ones, and notes what has become of each flow. Thread-safe.
///
/// Nothing holds up others before all is ready: only then is the lock taken, and a plan that no longer
/// holds, as somebody has stopped a flow meanwhile, is made anew.
public final class PlanExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(PlanExecutor.class);

    /// The last try keeps others out while it makes ready.
    private static final int MOST_TRIES = 3;

    private final Flows flows;
    private final FlowBuilder builder;
    private final Versions versions;
    private final DevicesYaml devices;
    private final CrashGuard crashes;
    private final Drain drain;
    private final StopHold hold;
    private final Timekeeper time;
    private final ReentrantLock work;
    private final StepNotes notes;
    private boolean closed;

    /// @param work held while flows change
    public PlanExecutor(
            Flows flows,
            FlowBuilder builder,
            Versions versions,
            DevicesYaml devices,
            CrashGuard crashes,
            Drain drain,
            StopHold hold,
            Timekeeper time,
            ReentrantLock work) {
        this.flows = flows;
        this.builder = builder;
        this.versions = versions;
        this.devices = devices;
        this.crashes = crashes;
        this.drain = drain;
        this.hold = hold;
        this.time = time;
        this.work = work;
        notes = new StepNotes(flows, hold);
    }

    /// Carries out all of a plan or nothing.
    ///
    /// @param planner asked again when flows have changed meanwhile
    /// @param outside changes with the flows
    /// @return why nothing has changed; empty when everything has
    public List<Problem> together(Supplier<DeployPlan> planner, Outside outside, Author by) {
        return perform(planner, (plan, built) -> carryOut(plan, built, outside, by));
    }

    /// Carries out each part of a plan by itself: what is wrong with one keeps no other from being deployed.
    ///
    /// @param planner asked again when flows have changed meanwhile
    public void each(Supplier<DeployPlan> planner, Author by) {
        DeployPlan whole = planner.get();
        for (DeployPlan part : whole.parts()) {
            var known = new ArrayList<>(List.of(part));
            var _ =
                    perform(
                            () ->
                                    known.isEmpty()
                                            ? planner.get().about(part.ids())
                                            : known.removeLast(),
                            (plan, built) -> carryOutOrRefuse(plan, built, by));
        }
    }

    /// The same, with what all parts need made ready before `change`, and none carried out unless it works.
    ///
    /// @param change of the devices
    public void eachAfter(Supplier<DeployPlan> planner, Predicate<DeployPlan> change, Author by) {
        var _ =
                perform(
                        planner,
                        (plan, built) -> {
                            if (change.test(plan)) {
                                plan.parts().forEach(part -> carryOutOrRefuse(part, built, by));
                            }
                            return List.of();
                        });
    }

    private List<Problem> carryOutOrRefuse(DeployPlan plan, Candidates built, Author by) {
        List<Problem> problems = carryOut(plan, built, Outside.NOTHING, by);
        if (!problems.isEmpty()) {
            refuse(plan, problems);
        }
        return problems;
    }

    private List<Problem> perform(
            Supplier<DeployPlan> planner, BiFunction<DeployPlan, Candidates, List<Problem>> task) {
        try (var built = new Candidates(flows, builder, devices, crashes)) {
            for (int tried = 1; tried < MOST_TRIES; tried++) {
                DeployPlan plan = planner.get();
                built.prepare(plan);
                work.lock();
                try {
                    if (plan.holds(flows.current())) {
                        return closed ? List.of() : task.apply(plan, built);
                    }
                } finally {
                    work.unlock();
                }
            }
            work.lock();
            try {
                DeployPlan plan = planner.get();
                built.prepare(plan);
                return closed ? List.of() : task.apply(plan, built);
            } finally {
                work.unlock();
            }
        }
    }

    private List<Problem> carryOut(DeployPlan plan, Candidates built, Outside outside, Author by) {
        long begin = time.nanos();
        List<Problem> problems = built.problems(plan);
        if (!problems.isEmpty()) {
            return problems;
        }
        try {
            outside.begin();
        } catch (FlowException e) {
            return List.of(e.problem());
        }
        Map<FlowStep, RunningFlow> next = new HashMap<>();
        for (FlowStep step : plan.steps()) {
            if (step instanceof Building building) {
                next.put(step, built.take(building, plan));
            }
        }
        var swap = new Swap(changes(plan, next), outside, drain, hold, time);
        try {
            swap.begin();
        } catch (FlowException e) {
            next.values().forEach(RunningFlow::close);
            return List.of(e.problem());
        }
        Map<String, Deployed> before = new HashMap<>();
        flows.all().forEach(flow -> before.put(flow.id(), flow));
        swap.commit();
        for (FlowStep step : plan.steps()) {
            notes.done(step, next.get(step), before, swap, by, begin);
        }
        return List.of();
    }

    private List<Swap.Change> changes(DeployPlan plan, Map<FlowStep, RunningFlow> next) {
        List<Swap.Change> changes = new ArrayList<>();
        Set<RunningFlow> leaving = new HashSet<>();
        for (FlowStep step : plan.steps()) {
            RunningFlow old =
                    switch (step) {
                        case ReplaceFlow replace -> flows.running(replace.id());
                        case RemoveFlow remove -> flows.running(remove.id());
                        case RenameFlow rename -> flows.running(rename.from());
                        default -> null;
                    };
            RunningFlow coming = runs(step) ? next.get(step) : null;
            if (old != null || coming != null) {
                changes.add(new Swap.Change(old, coming));
            }
            if (old != null) {
                leaving.add(old);
            }
        }
        for (FlowStep step : plan.steps()) {
            // A file that was put over another one's.
            RunningFlow displaced = flows.running(step.id());
            if (step instanceof RenameFlow && displaced != null && leaving.add(displaced)) {
                changes.add(new Swap.Change(displaced, null));
            }
        }
        return changes;
    }

    private boolean runs(FlowStep step) {
        return switch (step) {
            case AddFlow _, ReplaceFlow _ -> true;
            case RenameFlow rename -> flows.running(rename.from()) != null;
            default -> false;
        };
    }

    private void refuse(DeployPlan plan, List<Problem> problems) {
        for (FlowStep step : plan.steps()) {
            if (step instanceof AddFlow add && add.last().isPresent() && fallBack(add, plan)) {
                notes.runsFormer(add, problems);
            } else {
                notes.refused(step, problems);
            }
        }
    }

    /// The version that ran last runs when the file's own cannot.
    private boolean fallBack(AddFlow add, DeployPlan plan) {
        if (flows.running(add.id()) != null) {
            return false;
        }
        FlowVersion last = add.last().orElseThrow();
        var former = new AddFlow(versions.source(last, plan.to()), Trust.KNOWN, false, add.last());
        var only = new DeployPlan(plan.to(), plan.basis(), plan.devices(), List.of(former));
        try (var built = new Candidates(flows, builder, devices, crashes)) {
            built.prepare(only);
            if (!built.problems(only).isEmpty()) {
                return false;
            }
            RunningFlow flow = built.take(former, only);
            var swap =
                    new Swap(
                            List.of(new Swap.Change(null, flow)),
                            Outside.NOTHING,
                            drain,
                            hold,
                            time);
            swap.begin();
            swap.commit();
            hold.taken(add.id());
            flows.runs(flow, last.number());
            return true;
        } catch (FlowException e) {
            LOG.info("{} The version before cannot run either.", e.problem());
            return false;
        }
    }

    /// No more plans are carried out.
    public void close() {
        closed = true;
    }
}

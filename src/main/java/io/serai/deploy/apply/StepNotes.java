package io.serai.deploy.apply;

import io.serai.deploy.plan.FlowStep;
import io.serai.deploy.plan.FlowStep.AddFlow;
import io.serai.deploy.plan.FlowStep.ListFlow;
import io.serai.deploy.plan.FlowStep.LoadFlow;
import io.serai.deploy.plan.FlowStep.RefuseFlow;
import io.serai.deploy.plan.FlowStep.RemoveFlow;
import io.serai.deploy.plan.FlowStep.RenameFlow;
import io.serai.deploy.plan.FlowStep.ReplaceFlow;
import io.serai.deploy.plan.FlowStep.SettleFlow;
import io.serai.deploy.versions.Author;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Notes what became of the steps of a plan. It has happened by then, so it is noted as far as it can be.
final class StepNotes {

    private static final Logger LOG = LoggerFactory.getLogger(StepNotes.class);

    private final Flows flows;
    private final StopHold hold;

    StepNotes(Flows flows, StopHold hold) {
        this.flows = flows;
        this.hold = hold;
    }

    /// A step was carried out.
    ///
    /// @param next the version of the step, if it has one
    /// @param before the flows as they were
    /// @param begin timekeeper nanoseconds
    void done(
            FlowStep step,
            @Nullable RunningFlow next,
            Map<String, Deployed> before,
            Swap swap,
            Author by,
            long begin) {
        safely(
                step,
                () -> {
                    switch (step) {
                        case AddFlow add -> {
                            hold.taken(add.id());
                            flows.added(there(next), by.of(add), begin);
                        }
                        case ReplaceFlow replace -> {
                            RunningFlow old = there(there(before.get(replace.id())).running());
                            flows.swapped(
                                    old,
                                    there(next),
                                    replace.trust(),
                                    by.of(replace),
                                    swap.drained(old),
                                    begin);
                        }
                        case RenameFlow rename ->
                                renamed(
                                        rename,
                                        there(next),
                                        there(before.get(rename.from())),
                                        swap,
                                        by.of(rename),
                                        begin);
                        case LoadFlow load -> flows.loaded(there(next), by.of(load));
                        case RemoveFlow remove -> {
                            Deployed flow = there(before.get(remove.id()));
                            RunningFlow old = flow.running();
                            hold.end(remove.id());
                            flows.removed(
                                    flow,
                                    by.ofRemoval(),
                                    old == null ? 0 : swap.drained(old),
                                    begin);
                        }
                        case SettleFlow settle -> flows.settle(settle.source());
                        case ListFlow list -> flows.unstarted(list.source(), list.byHand());
                        case RefuseFlow refuse ->
                                flows.unreadable(refuse.source(), refuse.problem());
                    }
                });
    }

    private void renamed(
            RenameFlow rename, RunningFlow next, Deployed from, Swap swap, String by, long begin) {
        RunningFlow old = from.running();
        if (old == null) {
            next.takeStateFrom(rename.from());
            hold.rename(rename.from(), next);
            flows.renamedStopped(from, next, by);
            return;
        }
        // Its former name may be another flow's by now.
        if (old.equals(flows.running(rename.from()))) {
            flows.removed(from, "renamed to " + rename.id());
        }
        flows.swapped(old, next, rename.trust(), by, swap.drained(old), begin);
    }

    /// A step could not be carried out.
    void refused(FlowStep step, List<Problem> problems) {
        safely(
                step,
                () -> {
                    switch (step) {
                        case AddFlow add when flows.running(add.id()) == null ->
                                flows.broken(add.source(), problems);
                        case AddFlow add -> flows.refuse(add.source(), problems);
                        case ReplaceFlow replace -> flows.refuse(replace.source(), problems);
                        case LoadFlow load -> flows.refuse(load.source(), problems);
                        case RenameFlow rename ->
                                flows.refuse(rename.from(), rename.source(), problems);
                        case RemoveFlow _, SettleFlow _, ListFlow _, RefuseFlow _ -> {}
                    }
                });
    }

    /// A flow runs in the version before, as the one of its file cannot.
    void runsFormer(AddFlow step, List<Problem> problems) {
        safely(step, () -> flows.refuse(step.source(), problems));
    }

    private static void safely(FlowStep step, Runnable note) {
        try {
            note.run();
        } catch (RuntimeException | Error e) {
            LOG.error("{}: what became of it could not be noted", step.id(), e);
        }
    }

    private static <T> T there(@Nullable T thing) {
        return Objects.requireNonNull(thing);
    }
}

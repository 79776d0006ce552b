package io.serai.deploy.plan;

import io.serai.deploy.plan.FlowStep.AddFlow;
import io.serai.deploy.plan.FlowStep.ListFlow;
import io.serai.deploy.plan.FlowStep.LoadFlow;
import io.serai.deploy.plan.FlowStep.RefuseFlow;
import io.serai.deploy.plan.FlowStep.RemoveFlow;
import io.serai.deploy.plan.FlowStep.RenameFlow;
import io.serai.deploy.plan.FlowStep.ReplaceFlow;
import io.serai.deploy.plan.FlowStep.SettleFlow;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowReport.State;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.routes.RoutesFolder;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Makes [DeployPlan]s. Pure: the same questions have the same answers, and nothing changes.
public final class DeployPlanner {

    /// Why a plan is made.
    public enum Occasion {
        /// The gateway starts.
        START,
        /// Files were saved; each counts by itself.
        EDIT,
        /// Files are deployed together.
        TOGETHER,
        /// An earlier version is deployed, which passed its tests then.
        ROLLBACK;

        boolean isTogether() {
            return this == TOGETHER || this == ROLLBACK;
        }
    }

    /// What is known of flows beside how they stand.
    ///
    /// @param last the version that ran last, by id
    /// @param stoppedByHand ids
    /// @param refused texts that were rolled back
    /// @param routeIds that a text gives to its routes; asked only where a rename is likely, as the text is
    ///     built for it
    public record Memory(
            Function<String, Optional<FlowVersion>> last,
            Predicate<String> stoppedByHand,
            Predicate<FlowSource> refused,
            Function<FlowSource, List<String>> routeIds) {}

    private final Memory memory;

    public DeployPlanner(Memory memory) {
        this.memory = memory;
    }

    /// Brings flows to what a folder says.
    ///
    /// @param flows as they stand, by id
    /// @param before the folder as it was deployed last
    /// @param devices ids of devices that are to change
    /// @param safeMode whether no flow is to run
    public DeployPlan plan(
            Occasion occasion,
            Map<String, CurrentFlow> flows,
            RoutesFolder before,
            RoutesFolder to,
            Set<String> devices,
            boolean safeMode) {
        return new Planning(occasion, flows, before, to, devices, safeMode).plan(_ -> true);
    }

    /// The same for changes of some files only.
    public DeployPlan plan(
            Set<Path> changed,
            Occasion occasion,
            Map<String, CurrentFlow> flows,
            RoutesFolder before,
            RoutesFolder to,
            Set<String> devices,
            boolean safeMode) {
        return new Planning(occasion, flows, before, to, devices, safeMode)
                .plan(changed::contains)
                .of(changed);
    }

    /// Starts one flow that does not run.
    public AddFlow start(FlowSource source) {
        return add(source, Trust.TESTED);
    }

    private AddFlow add(FlowSource source, Trust unlessKnown) {
        Optional<FlowVersion> last = memory.last().apply(source.id());
        boolean known = last.filter(each -> each.text().equals(source.text())).isPresent();
        return new AddFlow(
                source,
                known ? Trust.KNOWN : unlessKnown,
                memory.refused().test(source),
                known ? Optional.empty() : last);
    }

    private final class Planning {
        private final Occasion occasion;
        private final Map<String, CurrentFlow> flows;
        private final RoutesFolder before;
        private final RoutesFolder to;
        private final Set<String> devices;
        private final boolean safeMode;
        private final boolean surroundingsChanged;
        private final Map<String, FlowSource> wanted = new LinkedHashMap<>();
        private final List<FlowStep> steps = new ArrayList<>();

        Planning(
                Occasion occasion,
                Map<String, CurrentFlow> flows,
                RoutesFolder before,
                RoutesFolder to,
                Set<String> devices,
                boolean safeMode) {
            this.occasion = occasion;
            this.flows = flows;
            this.before = before;
            this.to = to;
            this.devices = devices;
            this.safeMode = safeMode;
            surroundingsChanged =
                    !devices.isEmpty()
                            || !to.kamelets().equals(before.kamelets())
                            || !to.values().equals(before.values());
            to.flows().forEach(source -> wanted.put(source.id(), source));
        }

        /// @param asked files that may be those of renamed flows
        DeployPlan plan(Predicate<Path> asked) {
            Map<String, CurrentFlow> renamed =
                    Renames.among(flows, to, asked, memory.routeIds()).byNewId();
            Set<String> left = new HashSet<>();
            renamed.values().forEach(flow -> left.add(flow.id()));
            flows.keySet().stream()
                    .filter(id -> !wanted.containsKey(id) && !left.contains(id))
                    .filter(id -> !to.unreadable().containsKey(id))
                    .sorted()
                    .forEach(id -> steps.add(new RemoveFlow(id)));
            for (FlowSource source : wanted.values()) {
                if (to.unreadable().containsKey(source.id()) && flows.containsKey(source.id())) {
                    continue; // stays as it is
                }
                CurrentFlow from = renamed.get(source.id());
                CurrentFlow there = left.contains(source.id()) ? null : flows.get(source.id());
                if (from != null) {
                    rename(from, source);
                } else if (there == null || there.isBroken()) {
                    bringToLife(there, source);
                } else {
                    update(there, source);
                }
            }
            to.unreadable().forEach(this::unreadable);
            if (occasion == Occasion.START) {
                // What ran before is soon there; what is to be tested may take its time.
                steps.sort(Comparator.comparing(this::takesLong));
            }
            return new DeployPlan(to, flows, devices, steps);
        }

        private boolean takesLong(FlowStep step) {
            return step instanceof FlowStep.Building building && building.trust() == Trust.TESTED;
        }

        private Trust trust() {
            return occasion == Occasion.ROLLBACK ? Trust.CHECKED : Trust.TESTED;
        }

        private void rename(CurrentFlow from, FlowSource source) {
            boolean refusedAlready =
                    !occasion.isTogether()
                            && !isNews(source)
                            && source.text().equals(from.refused())
                            && source.file().file().equals(from.file());
            if (refusedAlready) {
                return;
            }
            if (safeMode && !occasion.isTogether()) {
                steps.add(new RemoveFlow(from.id()));
                steps.add(new ListFlow(source, false));
            } else {
                steps.add(new RenameFlow(from.id(), source, trust()));
            }
        }

        private void bringToLife(@Nullable CurrentFlow broken, FlowSource source) {
            boolean tried =
                    broken != null
                            && !isNews(source)
                            && source.text().equals(broken.refused())
                            && source.file().file().equals(broken.file());
            if (tried) {
                return;
            }
            if (occasion.isTogether()) {
                steps.add(
                        safeMode
                                ? new LoadFlow(source, trust())
                                : new AddFlow(source, trust(), false, Optional.empty()));
            } else if (safeMode) {
                steps.add(new ListFlow(source, false));
            } else if (memory.stoppedByHand().test(source.id())) {
                steps.add(new ListFlow(source, true));
            } else {
                steps.add(start(source));
            }
        }

        /// The first start of a house asks for no tests where there is nothing else that could run.
        private AddFlow start(FlowSource source) {
            boolean first =
                    occasion == Occasion.START && memory.last().apply(source.id()).isEmpty();
            return add(source, first ? Trust.CHECKED : Trust.TESTED);
        }

        private void update(CurrentFlow flow, FlowSource source) {
            if (flow.means(source, devices)) {
                if (flow.hasProblems() || !flow.file().equals(source.file().file())) {
                    steps.add(new SettleFlow(source));
                }
                return;
            }
            boolean isOn = flow.runs() && !safeMode;
            if (occasion.isTogether()) {
                steps.add(isOn ? new ReplaceFlow(source, trust()) : new LoadFlow(source, trust()));
            } else if (safeMode) {
                steps.add(new ListFlow(source, flow.state() == State.STOPPED));
            } else if (isNews(source) || !source.text().equals(flow.refused())) {
                steps.add(isOn ? new ReplaceFlow(source, trust()) : new LoadFlow(source, trust()));
            }
        }

        /// Whether a text that was refused may be sound by now.
        private boolean isNews(FlowSource source) {
            return surroundingsChanged
                    || !Objects.equals(
                            to.tests().get(source.id()), before.tests().get(source.id()));
        }

        private void unreadable(String id, Problem problem) {
            FlowSource source = FlowSource.of(new FlowFile(id, problem.file()), "");
            steps.add(new RefuseFlow(source, problem));
        }
    }
}

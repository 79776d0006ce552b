package io.serai.deploy.plan;

import io.serai.flow.FlowSource;
import io.serai.routes.RoutesFolder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/// What leads from the flows that there are to those that there should be; made by a [DeployPlanner],
/// carried out by a [PlanExecutor]. A plan touches nothing.
///
/// @param to what should be
/// @param basis the flows that it was made for, by id
/// @param devices ids of devices that are new, gone or different
/// @param steps in the order in which they are taken
public record DeployPlan(
        RoutesFolder to,
        Map<String, CurrentFlow> basis,
        Set<String> devices,
        List<FlowStep> steps) {

    public DeployPlan {
        basis = Map.copyOf(basis);
        devices = Set.copyOf(devices);
        steps = List.copyOf(steps);
    }

    /// The same with some of its steps only.
    public DeployPlan only(Predicate<FlowStep> wanted) {
        return new DeployPlan(to, basis, devices, steps.stream().filter(wanted).toList());
    }

    /// The same as far as it concerns some flows.
    public DeployPlan about(Set<String> ids) {
        return only(step -> step.ids().stream().anyMatch(ids::contains));
    }

    /// All flows that its steps concern.
    public Set<String> ids() {
        Set<String> ids = new HashSet<>();
        steps.forEach(step -> ids.addAll(step.ids()));
        return ids;
    }

    /// Whether the flows that it concerns are still those that it was made for.
    public boolean holds(Map<String, CurrentFlow> flows) {
        return ids().stream().allMatch(id -> Objects.equals(basis.get(id), flows.get(id)));
    }

    /// Its parts that can be carried out each by itself, in order. Steps that concern the same flow are one
    /// part.
    public List<DeployPlan> parts() {
        List<Set<FlowStep>> parts = new ArrayList<>();
        Map<String, Set<FlowStep>> byFlow = new HashMap<>();
        for (FlowStep step : steps) {
            Set<FlowStep> part = new HashSet<>(Set.of(step));
            step.ids().stream()
                    .map(byFlow::get)
                    .filter(Objects::nonNull)
                    .forEach(joined -> {
                        part.addAll(joined);
                        parts.removeIf(each -> each.equals(joined));
                    });
            parts.add(part);
            part.forEach(each -> each.ids().forEach(id -> byFlow.put(id, part)));
        }
        return parts.stream().map(part -> only(part::contains)).toList();
    }

    /// The parts that come of changes to some files: of a route file itself, or of what its flow uses.
    DeployPlan of(Set<Path> changed) {
        Set<FlowStep> found = new HashSet<>();
        for (DeployPlan part : parts()) {
            if (part.steps().stream().anyMatch(step -> comesOf(step, changed))) {
                found.addAll(part.steps());
            }
        }
        return only(found::contains);
    }

    private boolean comesOf(FlowStep step, Set<Path> changed) {
        return switch (step) {
            case FlowStep.RemoveFlow(var id) -> lay(id, changed);
            case FlowStep.RenameFlow(var from, var source, _) ->
                    lies(source, changed) || lay(from, changed);
            case FlowStep.Building building ->
                    lies(building.source(), changed) || isForItsSurroundings(building.source());
            case FlowStep.SettleFlow(var source) -> lies(source, changed);
            case FlowStep.ListFlow(var source, _) -> lies(source, changed);
            case FlowStep.RefuseFlow(var source, _) -> lies(source, changed);
        };
    }

    private static boolean lies(FlowSource source, Set<Path> changed) {
        return changed.contains(source.file().file());
    }

    private boolean lay(String id, Set<Path> changed) {
        CurrentFlow flow = basis.get(id);
        return flow != null
                && (changed.contains(flow.file()) || changed.contains(flow.source().file().file()));
    }

    private boolean isForItsSurroundings(FlowSource source) {
        CurrentFlow flow = basis.get(source.id());
        return flow != null && !flow.isBroken() && flow.says(source);
    }
}

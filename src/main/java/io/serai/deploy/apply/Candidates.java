package io.serai.deploy.apply;

import io.serai.deploy.apply.FlowBuilder.Built;
import io.serai.deploy.plan.DeployPlan;
import io.serai.deploy.plan.FlowStep;
import io.serai.deploy.plan.FlowStep.AddFlow;
import io.serai.deploy.plan.FlowStep.Building;
import io.serai.deploy.plan.Trust;
import io.serai.deploy.recovery.CrashGuard;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.routes.RoutesFolder;
import io.serai.runtime.RunningFlow;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The versions that a plan needs, checked, tested and built, none of them running. One that was made
/// serves every plan that asks for the same; what is not taken is closed at the end. Not thread-safe.
final class Candidates implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Candidates.class);

    private final Flows flows;
    private final FlowBuilder builder;
    private final DevicesYaml devices;
    private final CrashGuard crashes;
    private final Map<Key, Built> built = new HashMap<>();

    private record Key(FlowSource source, Trust trust, RoutesFolder to) {}

    Candidates(Flows flows, FlowBuilder builder, DevicesYaml devices, CrashGuard crashes) {
        this.flows = flows;
        this.builder = builder;
        this.devices = devices;
        this.crashes = crashes;
    }

    /// Makes what is not there yet. Each knows the route ids of those before it and of the flows that stay.
    void prepare(DeployPlan plan) {
        Map<String, Path> taken = flows.routesExcept(plan.ids());
        for (FlowStep step : plan.steps()) {
            if (!(step instanceof Building building)) {
                continue;
            }
            FlowSource source = building.source();
            var key = new Key(source, building.trust(), plan.to());
            Built made = built.get(key);
            if (made == null) {
                made = make(building, taken, plan);
                built.put(key, made);
            }
            if (made.flow() != null) {
                made.flow()
                        .namedRouteIds()
                        .forEach(route -> taken.putIfAbsent(route, source.file().file()));
            }
        }
    }

    private Built make(Building step, Map<String, Path> taken, DeployPlan plan) {
        FlowSource source = step.source();
        Path file = source.file().file();
        if (step instanceof AddFlow add) {
            if (add.refused()) {
                return Built.of(
                        List.of(new Problem(file, 0, "was rolled back because it failed before.")));
            }
            // Building one may be what ends the process: a flow in Java runs its code then.
            crashes.starting(source.id());
        }
        try {
            return devices.expecting(
                    plan.to().devices(),
                    () -> builder.prepare(source, step.trust(), taken, plan.to()));
        } catch (RuntimeException | Error e) {
            LOG.error("{} cannot be built", file, e);
            return Built.of(List.of(new Problem(file, 0, "cannot be built: " + e)));
        }
    }

    /// What keeps a plan from being carried out.
    List<Problem> problems(DeployPlan plan) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Path> taken = flows.routesExcept(plan.ids());
        for (FlowStep step : plan.steps()) {
            if (!(step instanceof Building building)) {
                continue;
            }
            Built made = made(building, plan);
            problems.addAll(made.problems());
            Path file = building.source().file().file();
            if (made.flow() != null) {
                for (String route : made.flow().namedRouteIds()) {
                    Path other = taken.putIfAbsent(route, file);
                    if (other != null && !other.equals(file)) {
                        problems.add(FlowBuilder.routeIsTaken(file, route, other));
                    }
                }
            }
        }
        return problems;
    }

    /// The version of a step, which is from now on the caller's to close.
    RunningFlow take(Building step, DeployPlan plan) {
        Built made = made(step, plan);
        built.remove(new Key(step.source(), step.trust(), plan.to()));
        return Objects.requireNonNull(made.flow());
    }

    private Built made(Building step, DeployPlan plan) {
        return Objects.requireNonNull(
                built.get(new Key(step.source(), step.trust(), plan.to())), "not prepared");
    }

    @Override
    public void close() {
        for (Built each : built.values()) {
            if (each.flow() != null) {
                each.flow().close();
            }
        }
        built.clear();
    }
}

package io.serai.deploy.apply;

import io.serai.check.RouteCheck;
import io.serai.deploy.plan.Trust;
import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.routes.RoutesFolder;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Makes flows ready to run, or says everything that keeps them from it. Thread-safe.
public final class FlowBuilder {

    private final FlowFactory factory;
    private final Gate gate;
    private volatile @Nullable RouteCheck check;

    /// @param flow null when there are problems
    record Built(@Nullable RunningFlow flow, List<Problem> problems) {

        static Built of(List<Problem> problems) {
            return new Built(null, problems);
        }
    }

    public FlowBuilder(FlowFactory factory, Gate gate) {
        this.factory = factory;
        this.gate = gate;
    }

    /// A flow that passes what it must.
    ///
    /// @param taken route ids of other flows, and their files
    /// @param house what it is tested in
    Built prepare(FlowSource source, Trust trust, Map<String, Path> taken, RoutesFolder house) {
        Built built = trust == Trust.KNOWN ? prepareAgain(source, taken) : look(source, taken);
        if (built.flow() == null || trust != Trust.TESTED) {
            return built;
        }
        boolean passes = false;
        try {
            List<Problem> failed = gate.test(source, house);
            passes = failed.isEmpty();
            return passes ? built : Built.of(failed);
        } finally {
            if (!passes) {
                built.flow().close();
            }
        }
    }

    private Built look(FlowSource source, Map<String, Path> taken) {
        List<Problem> seen = gate.checks() ? check().look(source, taken) : List.of();
        return seen.isEmpty() ? build(source, taken) : Built.of(seen);
    }

    /// The look is spared, as it is most likely still sound.
    private Built prepareAgain(FlowSource source, Map<String, Path> taken) {
        Built built = build(source, taken);
        if (built.flow() != null) {
            return built;
        }
        // Camel stops at the first problem and often cannot say at which line; a look can.
        List<Problem> seen = check().look(source, taken);
        return seen.isEmpty() ? built : Built.of(seen);
    }

    /// Ids that a text gives to its routes; none when it cannot be built.
    public List<String> namedRouteIds(FlowSource source) {
        try (RunningFlow flow = factory.build(source)) {
            return flow.namedRouteIds();
        } catch (FlowException e) {
            return List.of(); // told when it is deployed
        }
    }

    private Built build(FlowSource source, Map<String, Path> taken) {
        RunningFlow flow;
        try {
            flow = factory.build(source);
        } catch (FlowException e) {
            return Built.of(check().locate(source, e.problem()));
        }
        List<Problem> seen = gate.checks() ? check().lookAtBuilt(flow, taken) : List.of();
        if (!seen.isEmpty()) {
            flow.close();
            return Built.of(seen);
        }
        for (String id : flow.namedRouteIds()) {
            Path other = taken.get(id);
            if (other != null) {
                flow.close();
                return Built.of(List.of(routeIsTaken(source.file().file(), id, other)));
            }
        }
        try {
            flow.prepare();
            return new Built(flow, List.of());
        } catch (FlowException e) {
            return Built.of(check().locate(source, e.problem()));
        }
    }

    static Problem routeIsTaken(Path file, String route, Path by) {
        return new Problem(
                file,
                0,
                "route id \"%s\" is taken by %s; give this route another.".formatted(route, by));
    }

    private RouteCheck check() {
        RouteCheck known = check;
        if (known == null) {
            known = new RouteCheck(factory);
            check = known;
        }
        return known;
    }
}

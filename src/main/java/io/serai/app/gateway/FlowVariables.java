package io.serai.app.gateway;

import io.serai.dashboard.Variables;
import io.serai.runtime.RunningFlow;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The global variables of the flows that run.
final class FlowVariables implements Variables {

    private final Supplier<List<RunningFlow>> flows;

    FlowVariables(Supplier<List<RunningFlow>> flows) {
        this.flows = flows;
    }

    private Optional<RunningFlow> running(String flow) {
        return flows.get().stream().filter(each -> each.source().id().equals(flow)).findFirst();
    }

    @Override
    public Optional<String> get(String flow, String name) {
        return running(flow).flatMap(each -> each.variable(name));
    }

    @Override
    public void set(String flow, String name, String value) {
        running(flow)
                .orElseThrow(() ->
                        new IllegalArgumentException("flow \"%s\" does not run".formatted(flow)))
                .variable(name, value);
    }
}

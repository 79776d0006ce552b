package io.serai.app;

import io.serai.deploy.Deployer;
import io.serai.deploy.FlowControl;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Shows the flows of a deployer that cannot be commanded.
record NotYet(Deployer deployer, Instant since) implements FlowControl {

    @Override
    public List<FlowReport> flows() {
        return deployer.running().stream().map(this::report).toList();
    }

    private FlowReport report(RunningFlow flow) {
        return new FlowReport(
                flow.source().id(),
                flow.source().file().file(),
                FlowReport.State.RUNNING,
                since,
                OptionalInt.empty(),
                flow.routeIds(),
                flow.description(),
                List.of());
    }

    @Override
    public FlowReport start(String flow) {
        throw unsupported();
    }

    @Override
    public FlowReport stop(String flow) {
        throw unsupported();
    }

    @Override
    public FlowReport restart(String flow) {
        throw unsupported();
    }

    @Override
    public List<FlowVersion> history(String flow, int most) {
        return List.of();
    }

    @Override
    public List<FlowVersion> history(int most) {
        return List.of();
    }

    @Override
    public FlowReport rollback(String flow, OptionalInt version, String by) {
        throw unsupported();
    }

    @Override
    public List<Problem> deployTogether(Map<String, String> files, String by) {
        throw unsupported();
    }

    @Override
    public String safeMode() {
        return "";
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("this gateway shows its flows only");
    }
}

package io.serai.console.api.flow;

import io.serai.deploy.FlowControl;
import io.serai.deploy.versions.NoSuchFlowException;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowReport;
import io.serai.observe.MetricSource;
import io.serai.observe.run.FlowMeters;
import io.serai.observe.run.NodeMeter;
import io.serai.time.Timekeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What went through flows, for Prometheus: by flow, and by the slowest of its steps. A flow's counts begin
/// again with each of its versions. Thread-safe.
public final class FlowFigures implements MetricSource {

    private static final double MICROS = 1e6;

    private final FlowControl control;
    private final Timekeeper time;

    public FlowFigures(FlowControl control, Timekeeper time) {
        this.control = control;
        this.time = time;
    }

    @Override
    public List<Figure> figures() {
        long now = time.nanos();
        List<Figure> figures = new ArrayList<>();
        for (FlowReport flow : control.flows()) {
            meters(flow.id()).ifPresent(meters -> add(figures, meters, now));
        }
        return figures;
    }

    @Override
    public List<Distribution> distributions() {
        List<Distribution> all = new ArrayList<>();
        for (FlowReport flow : control.flows()) {
            meters(flow.id())
                    .ifPresent(meters ->
                            all.add(
                                    new Distribution(
                                            "flow_processing_seconds",
                                            "What messages from outside took, from source to end.",
                                            Map.of("flow", flow.id()),
                                            meters.processing())));
        }
        return all;
    }

    private Optional<FlowMeters> meters(String flow) {
        try {
            return control.meters(flow);
        } catch (NoSuchFlowException _) {
            return Optional.empty(); // gone since it was listed
        }
    }

    private static void add(List<Figure> figures, FlowMeters meters, long now) {
        Map<String, String> flow = Map.of("flow", meters.flow());
        long came = 0;
        long slowest = 0;
        for (Node node : meters.picture().nodes()) {
            NodeMeter.Reading reading = meters.node(node.id()).read(now);
            if (node.isSource() && node.direct() == null) {
                came += reading.count();
            }
            slowest = Math.max(slowest, reading.p99Micros());
        }
        figures.add(
                new Figure(
                        "flow_exchanges",
                        "Messages that came to the flow from outside, since this version of it runs.",
                        flow,
                        came,
                        true));
        figures.add(
                new Figure(
                        "flow_exchanges_per_second",
                        "The same, a second, over the last five.",
                        flow,
                        meters.rate(now)));
        figures.add(
                new Figure(
                        "flow_slowest_step_seconds",
                        "What 99 of 100 messages of the last minute or two took at the slowest step at most.",
                        flow,
                        slowest / MICROS));
    }
}

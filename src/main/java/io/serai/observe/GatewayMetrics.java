package io.serai.observe;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.serai.observe.Counters.Counter;
import io.serai.observe.MetricSource.Distribution;
import io.serai.observe.MetricSource.Figure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The house's own counts and figures as Prometheus has them. A figure that is there no more, as that of a
/// removed flow, is not collected any more.
final class GatewayMetrics implements MultiCollector {

    private static final String PREFIX = "serai_";

    private final Counters counters;
    private final InfoSnapshot build;
    private final List<MetricSource> sources;

    /// @param version of the gateway
    GatewayMetrics(Counters counters, String version, List<MetricSource> sources) {
        this.counters = counters;
        build =
                InfoSnapshot.builder()
                        .name(PREFIX + "build")
                        .help("Which Serai this is; always 1.")
                        .dataPoint(
                                InfoSnapshot.InfoDataPointSnapshot.builder()
                                        .labels(Labels.of("version", version))
                                        .build())
                        .build();
        this.sources = List.copyOf(sources);
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder().metricSnapshot(build);
        addCounts(all);
        addFigures(all);
        addDistributions(all);
        return all.build();
    }

    private void addCounts(MetricSnapshots.Builder all) {
        Map<String, CounterSnapshot.Builder> series = new HashMap<>();
        counters.each((counter, count) ->
                series.computeIfAbsent(
                                PREFIX + counter.name().replace('.', '_').replace('-', '_'),
                                name ->
                                        CounterSnapshot.builder()
                                                .name(name)
                                                .help(
                                                        "What is counted as %s since the start."
                                                                .formatted(counter.name())))
                        .dataPoint(
                                CounterSnapshot.CounterDataPointSnapshot.builder()
                                        .labels(Labels.of(label(counter), counter.subject()))
                                        .value((double) count)
                                        .build()));
        series.values().forEach(each -> all.metricSnapshot(each.build()));
    }

    /// Of what a count is.
    private static String label(Counter counter) {
        String name = counter.name();
        if (name.equals("device.events-dropped")) {
            return "device";
        }
        boolean ofBroker = name.startsWith("mqtt.") && !name.equals("mqtt.dropped");
        return ofBroker || name.startsWith("broker.") ? "broker" : "flow";
    }

    private void addFigures(MetricSnapshots.Builder all) {
        Map<String, GaugeSnapshot.Builder> gauges = new HashMap<>();
        Map<String, CounterSnapshot.Builder> counts = new HashMap<>();
        Set<Map.Entry<String, Labels>> seen = new HashSet<>();
        for (MetricSource source : sources) {
            for (Figure figure : source.figures()) {
                Labels labels = labels(figure.labels());
                // Two of the same name and labels would spoil the whole answer.
                if (!seen.add(Map.entry(figure.name(), labels))) {
                    continue;
                }
                if (figure.counts()) {
                    counts.computeIfAbsent(
                                    figure.name(),
                                    name ->
                                            CounterSnapshot.builder()
                                                    .name(PREFIX + name)
                                                    .help(figure.help()))
                            .dataPoint(
                                    CounterSnapshot.CounterDataPointSnapshot.builder()
                                            .labels(labels)
                                            .value(figure.value())
                                            .build());
                } else {
                    gauges.computeIfAbsent(
                                    figure.name(),
                                    name ->
                                            GaugeSnapshot.builder()
                                                    .name(PREFIX + name)
                                                    .help(figure.help()))
                            .dataPoint(
                                    GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                            .labels(labels)
                                            .value(figure.value())
                                            .build());
                }
            }
        }
        gauges.values().forEach(each -> all.metricSnapshot(each.build()));
        counts.values().forEach(each -> all.metricSnapshot(each.build()));
    }

    private void addDistributions(MetricSnapshots.Builder all) {
        Map<String, HistogramSnapshot.Builder> histograms = new HashMap<>();
        Set<Map.Entry<String, Labels>> seen = new HashSet<>();
        for (MetricSource source : sources) {
            for (Distribution each : source.distributions()) {
                Labels labels = labels(each.labels());
                if (seen.add(Map.entry(each.name(), labels))) {
                    histograms
                            .computeIfAbsent(
                                    each.name(),
                                    name ->
                                            HistogramSnapshot.builder()
                                                    .name(PREFIX + name)
                                                    .help(each.help()))
                            .dataPoint(point(each.durations(), labels));
                }
            }
        }
        histograms.values().forEach(each -> all.metricSnapshot(each.build()));
    }

    private static HistogramDataPointSnapshot point(Durations durations, Labels labels) {
        long[] counts = durations.counts();
        Number[] boxed = new Number[counts.length];
        for (int i = 0; i < counts.length; i++) {
            boxed[i] = counts[i];
        }
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(Durations.bounds(), boxed))
                .sum(durations.sum())
                .build();
    }

    private static Labels labels(Map<String, String> named) {
        Labels.Builder labels = Labels.builder();
        named.forEach(labels::label);
        return labels.build();
    }
}

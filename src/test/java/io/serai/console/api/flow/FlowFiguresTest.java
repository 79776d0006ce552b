package io.serai.console.api.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.console.Asked;
import io.serai.console.Asked.Answer;
import io.serai.deploy.FlowControlStandIn;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Role;
import io.serai.flow.FlowSource;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.observe.Metrics;
import io.serai.observe.run.Carried;
import io.serai.observe.run.FlowMeters;
import io.serai.observe.run.Run;
import io.serai.observe.run.TraceConfig;
import io.serai.observe.run.Traces;
import io.serai.time.VirtualTimekeeper;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// What is counted and kept of flows, as programs get it.
class FlowFiguresTest {

    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
    private final FlowControlStandIn control = new FlowControlStandIn(time);
    private final Traces traces = new Traces(TraceConfig.DEFAULT, time);
    private final FlowMeters meters =
            traces.meters(
                    new FlowSource(
                            FlowFile.of(Path.of("lamp.camel.yaml")).orElseThrow(),
                            "lamp\n",
                            Map.of(),
                            Map.of()),
                    new FlowPicture(
                            "lamp",
                            List.of(
                                    node("lamp:0", Role.SOURCE, "direct:lamp"),
                                    node("lamp:1", Role.ACTION, null),
                                    node("lamp-in:0", Role.SOURCE, null)),
                            List.of()));

    private static Node node(String id, Role role, @Nullable String direct) {
        return new Node(
                id,
                id.replaceFirst(":.*", ""),
                role,
                role == Role.SOURCE ? "from" : "setBody",
                null,
                id,
                "",
                3,
                null,
                null,
                direct);
    }

    @BeforeEach
    void deploy() {
        control.deployTogether(Map.of("lamp.camel.yaml", "lamp\n"), "test");
        control.count(meters);
    }

    private List<String> scraped() {
        try (var metrics =
                new Metrics(
                        new Health(),
                        new Counters(),
                        "1.2.3",
                        List.of(new FlowFigures(control, time)))) {
            return metrics.scrape().lines().toList();
        }
    }

    @Test
    void whatCameFromOutsideIsCountedAndTheSlowestStepTold() {
        var _ = meters.node("lamp-in:0").came(time.nanos());
        var _ = meters.node("lamp-in:0").came(time.nanos());
        var _ = meters.node("lamp:0").came(time.nanos());
        meters.node("lamp:1").took(time.nanos(), time.nanos() + 40_000_000);

        assertThat(scraped())
                .contains("serai_flow_exchanges_total{flow=\"lamp\"} 2.0")
                .anySatisfy(line ->
                        assertThat(line)
                                .matches(
                                        "serai_flow_slowest_step_seconds\\{flow=\"lamp\"} 0\\.0[34]\\d*"));
    }

    @Test
    void howLongMessagesTookIsCollectedAsAHistogram() {
        meters.processed(900_000);
        meters.processed(1_000_000);
        meters.processed(30_000_000);
        meters.processed(7_000_000_000L);

        assertThat(scraped())
                .contains(
                        "serai_flow_processing_seconds_bucket{flow=\"lamp\",le=\"0.001\"} 2",
                        "serai_flow_processing_seconds_bucket{flow=\"lamp\",le=\"0.01\"} 2",
                        "serai_flow_processing_seconds_bucket{flow=\"lamp\",le=\"0.05\"} 3",
                        "serai_flow_processing_seconds_bucket{flow=\"lamp\",le=\"5.0\"} 3",
                        "serai_flow_processing_seconds_bucket{flow=\"lamp\",le=\"+Inf\"} 4",
                        "serai_flow_processing_seconds_count{flow=\"lamp\"} 4",
                        "serai_flow_processing_seconds_sum{flow=\"lamp\"} 7.0319");
    }

    @Test
    void aRunBecomesATestThatBelongsBesideItsFlow() throws Exception {
        var api = new Asked(new RunTestApi(traces, control, ZoneOffset.UTC));
        traces.begin(meters, "lamp", "by hand", Carried.NOTHING, null, "a message");
        Run run = traces.runs("lamp", 1, Long.MAX_VALUE).getFirst();

        Answer test = api.get("runs/%s/test".formatted(run.id()));
        Answer none = api.get("runs/gone/test");

        assertThat(test.body().get("file").asText()).isEqualTo("lamp.test.yaml");
        assertThat(test.body().get("name").asText())
                .isEqualTo("the run of lamp on 2026-11-21 at 12:00:00.000");
        assertThat(test.body().get("text").asText()).contains("endpoint: \"direct:lamp\"");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.error()).isEqualTo("Run gone is no longer kept.");
    }
}

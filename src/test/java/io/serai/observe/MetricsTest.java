package io.serai.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.observe.MetricSource.Figure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class MetricsTest {

    private final Health health = new Health();
    private final Counters counters = new Counters();
    private final List<Figure> figures = new ArrayList<>();
    private final Metrics metrics = new Metrics(health, counters, "1.2.3", List.of(() -> figures));

    @AfterEach
    void close() {
        metrics.close();
    }

    private List<String> lines() {
        return metrics.scrape().lines().filter(line -> !line.startsWith("#")).toList();
    }

    @Test
    void countsAreCollectedByFlowBrokerAndDevice() {
        counters.add("flow.failures", "tank");
        counters.add("flow.failures", "tank");
        counters.add("flow.failures", "lamp \"2\"");
        counters.add("mqtt.outbox-kept", "tcp://127.0.0.1:1883");
        counters.add("device.events-dropped", "light");

        assertThat(lines())
                .contains(
                        "serai_flow_failures_total{flow=\"tank\"} 2.0",
                        "serai_flow_failures_total{flow=\"lamp \\\"2\\\"\"} 1.0",
                        "serai_mqtt_outbox_kept_total{broker=\"tcp://127.0.0.1:1883\"} 1.0",
                        "serai_device_events_dropped_total{device=\"light\"} 1.0");
        counters.add("flow.failures", "tank");
        assertThat(lines()).contains("serai_flow_failures_total{flow=\"tank\"} 3.0");
    }

    @Test
    void healthIsCollectedByPartAndWhatIsGoneIsNot() {
        health.up("broker", "");
        health.down("flow tank", "broken");
        health.up("flow tank: level", "behind");
        health.up("device light", "");

        assertThat(lines())
                .contains(
                        "serai_ready 0.0",
                        "serai_part_ready{part=\"broker\"} 1.0",
                        "serai_part_ready{part=\"flow tank: level\"} 1.0",
                        "serai_flow_up{flow=\"tank\"} 0.0",
                        "serai_device_online{device=\"light\"} 1.0");
        health.forget("flow tank");
        assertThat(lines()).contains("serai_ready 1.0").noneMatch(line -> line.contains("flow_up"));
    }

    @Test
    void figuresThatComeTwiceSpoilNothing() {
        figures.add(new Figure("outbox_messages", "Waiting.", Map.of("broker", "a"), 3));
        figures.add(new Figure("outbox_messages", "Waiting.", Map.of("broker", "a"), 4));
        figures.add(new Figure("outbox_messages", "Waiting.", Map.of("broker", "b"), 5));

        assertThat(lines())
                .contains(
                        "serai_outbox_messages{broker=\"a\"} 3.0",
                        "serai_outbox_messages{broker=\"b\"} 5.0");
    }

    @Test
    void theProgramAndTheMachineAreCollectedToo() {
        assertThat(metrics.scrape())
                .contains(
                        "serai_build_info{version=\"1.2.3\"} 1\n",
                        "# TYPE jvm_memory_used_bytes gauge",
                        "jvm_gc_",
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "process_uptime_seconds");
    }

    @Test
    void residentMemoryIsReadWhereTheMachineSaysIt(@TempDir Path folder) throws Exception {
        Path status =
                Files.writeString(
                        folder.resolve("status"),
                        "Name:\tjava\nVmRSS:\t  204800 kB\nThreads:\t9\n");

        assertThat(ProcessFigures.resident(status)).hasValue(204_800L * 1024);
        assertThat(ProcessFigures.resident(folder.resolve("none"))).isEmpty();
        assertThat(ProcessFigures.now().heapUsed()).isPositive();
    }
}

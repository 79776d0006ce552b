package io.serai.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.config.ConfigReader;
import io.serai.config.EffectiveConfig;
import io.serai.console.Asked;
import io.serai.console.Asked.Page;
import io.serai.link.Links;
import io.serai.link.settings.LinkConfig;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.GatewayLog;
import io.serai.observe.Health;
import io.serai.observe.MetricSource.Figure;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class SystemApiTest {

    private static final String BROKER = "tcp://127.0.0.1:1";

    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
    private final Health health = new Health();
    private final Counters counters = new Counters();
    private final GatewayLog log = new GatewayLog(time);
    private final FlowLog flowLog = new FlowLog(time);
    private final MemoryMessages messages = new MemoryMessages(time);
    private Links links;
    private SystemView view;
    private Asked api;

    private static EffectiveConfig settings() {
        var reader =
                new ConfigReader(
                        Path.of("."),
                        List.of(),
                        Map.of(),
                        List.of("--mqtt.username=me", "--mqtt.password=hush"));
        LinkConfig.read(reader);
        return reader.finish();
    }

    @BeforeEach
    void open() {
        links =
                new Links(
                        LinkConfig.DEFAULT,
                        time,
                        new MemoryStore(),
                        messages,
                        messages,
                        health,
                        counters);
        links.connectTo(BROKER, Long.MAX_VALUE);
        var _ = links.link(ConnectionSpec.SHARED); // never started, so it never calls
        view =
                new SystemView(
                        new SystemView.House(
                                health,
                                counters,
                                links,
                                null,
                                messages,
                                messages,
                                new SystemView.Limits(1000, 500, 100),
                                settings()),
                        "1.2.3",
                        time,
                        time.nanos());
        api = new Asked(new SystemApi(view, log));
    }

    @AfterEach
    void close() {
        links.close();
    }

    @Test
    void theGatewayIsToldAsAWhole() throws Exception {
        health.down("flow tank", "broken");
        counters.add("flow.failures", "tank");
        messages.queue("inbox tank level")
                .append(MqttMessage.of("t", new byte[1], Qos.AT_LEAST_ONCE, false));
        time.advance(Duration.ofSeconds(90));

        JsonNode system = api.get("system").body();

        assertThat(system.get("version").asText()).isEqualTo("1.2.3");
        assertThat(system.get("uptime").asLong()).isEqualTo(90);
        assertThat(system.get("health").get("status").asText()).isEqualTo("not ready");
        assertThat(system.get("brokers").get(0).get("status").asText()).isEqualTo("idle");
        assertThat(system.get("counts").get("flow.failures tank").asLong()).isEqualTo(1);
        assertThat(system.get("memory").get("used").asLong()).isPositive();
        assertThat(system.get("threads").asInt()).isPositive();
        assertThat(system.get("queues").valueStream().map(JsonNode::toString))
                .contains(
                        "{\"name\":\"inbox tank level\",\"fill\":1,\"most\":500,\"dropped\":0}",
                        "{\"name\":\"failed messages\",\"fill\":0,\"most\":100,\"dropped\":0}")
                .anyMatch(queue -> queue.contains("\"most\":1000"));
    }

    @Test
    void settingsAreToldWithoutTheirSecrets() throws Exception {
        JsonNode settings = api.get("system").body().get("settings");

        assertThat(settings.toString()).doesNotContain("hush");
        assertThat(settings.valueStream())
                .anySatisfy(each -> {
                    assertThat(each.get("name").asText()).isEqualTo("mqtt.password");
                    assertThat(each.get("value").asText()).isEqualTo("********");
                    assertThat(each.get("source").asText()).isEqualTo("command line");
                });
    }

    @Test
    void withoutABrokerOfItsOwnThereAreNoClients() throws Exception {
        assertThat(api.get("clients").body())
                .isEqualTo(Asked.json("{\"broker\": false, \"clients\": []}"));
    }

    @Test
    void theNewestLinesOfTheLogAreTold() throws Exception {
        for (int i = 1; i <= 5; i++) {
            log.add("INFO", i == 5 ? "flow tank" : "Broker", "line " + i);
        }

        JsonNode lines = api.get("log?after=2&n=2").body().get("lines");

        assertThat(lines)
                .isEqualTo(
                        Asked.json(
                                """
                                [{"number": 4, "level": "INFO", "source": "Broker", "text": "line 4",
                                  "time": "2026-11-21T12:00:00Z"},
                                 {"number": 5, "level": "INFO", "source": "flow tank", "text": "line 5",
                                  "flow": "tank", "time": "2026-11-21T12:00:00Z"}]
                                """));
    }

    @Test
    void pagesFollowTheLogOfTheGatewayAndOfAFlow() throws Exception {
        var page = new Page();
        var channel = new LogChannel(log, flowLog);
        log.add("INFO", "Broker", "before");
        flowLog.add("tank", Level.INFO, "tank before");
        try (AutoCloseable all = channel.open(Asked.json("{}"), page);
                AutoCloseable tank = channel.open(Asked.json("{\"flow\": \"tank\"}"), page)) {
            log.add("WARN", "Broker", "then");
            flowLog.add("tank", Level.WARN, "tank then");
            flowLog.add("lamp", Level.WARN, "of another");

            assertThat(page.next())
                    .extracting(line -> line.get("text").asText())
                    .containsExactly("before", "tank before", "then", "tank then");
            assertThat(List.of(all, tank)).doesNotContainNull();
        }
        log.add("INFO", "Broker", "after");
        flowLog.add("tank", Level.INFO, "after");
        assertThat(page.next()).isEmpty();
    }

    @Test
    void whatCanBeCollectedNamesTheBroker() {
        String name = links.all().getFirst().name();

        assertThat(view.figures())
                .extracting(Figure::name, Figure::labels, Figure::value)
                .contains(
                        tuple("mqtt_connected", Map.of("broker", name), 0.0),
                        tuple("failed_messages", Map.of(), 0.0));
    }
}

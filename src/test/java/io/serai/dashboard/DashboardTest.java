package io.serai.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.serai.device.DeviceConfig;
import io.serai.device.Devices;
import io.serai.device.DevicesFile;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceValue;
import io.serai.flow.Problem;
import io.serai.history.History;
import io.serai.history.HistoryFile;
import io.serai.history.HistoryRange;
import io.serai.mqtt.Qos;
import io.serai.observe.Health;
import io.serai.store.SeriesFacts;
import io.serai.store.SeriesPoint;
import io.serai.store.sqlite.SqliteSeries;
import io.serai.testing.BrokerHouse;
import io.serai.topic.TopicWatch;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Dashboard and history at a real broker, with simulated devices.
class DashboardTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Path FILE = Path.of("dashboard.yaml");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static BrokerHouse house;

    @TempDir private Path folder;
    private final Map<String, String> variables = new ConcurrentHashMap<>();
    private Devices devices;
    private TopicWatch topics;
    private Dashboard dashboard;

    @BeforeAll
    static void startBroker() throws Exception {
        house = new BrokerHouse();
    }

    @AfterAll
    static void stopBroker() {
        house.close();
    }

    @BeforeEach
    void open() {
        var health = new Health();
        List<DeviceDriver> drivers = List.of(new SimulatedDriver(house.time, ZoneOffset.UTC));
        devices =
                new Devices(
                        drivers,
                        DevicesFile.parse(
                                Path.of("devices.yaml"),
                                """
                                devices:
                                  - {id: lamp, kind: switch}
                                  - {id: light, kind: sensor, range: {min: 0, max: 1023}, simulated: {value: 500}}
                                """,
                                drivers),
                        new DeviceConfig(
                                DeviceConfig.Provider.SIMULATED,
                                URI.create("http://127.0.0.1:5000")),
                        house.time,
                        health,
                        house.counters);
        devices.start();
        topics = new TopicWatch(house.links, house.time, house.counters);
        var kept =
                new Variables() {
                    @Override
                    public Optional<String> get(String flow, String name) {
                        return Optional.ofNullable(variables.get(flow + ":" + name));
                    }

                    @Override
                    public void set(String flow, String name, String value) {
                        variables.put(flow + ":" + name, value);
                    }
                };
        dashboard =
                new Dashboard(
                        new Dashboard.Services(
                                topics,
                                house.links,
                                devices,
                                kept,
                                house.time,
                                health,
                                house.counters));
    }

    @AfterEach
    void close() {
        dashboard.close();
        topics.close();
        devices.close();
    }

    private void show(String widgets) {
        DashboardFile file =
                DashboardFile.parse(
                        FILE,
                        "pages:\n  - title: A\n    groups:\n      - widgets:\n"
                                + widgets.indent(10),
                        devices.definitions());
        assertThat(file.problems()).isEmpty();
        dashboard.change(file);
    }

    private JsonNode value(String widget) {
        return dashboard.json().path("values").path(widget);
    }

    private void command(String widget, JsonNode value) throws Exception {
        dashboard.command(widget, value).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aSliderPublishesAndFollowsWhoeverSetsTheTopic() throws Exception {
        show(
                """
                - {type: slider, id: led, state: {topic: dash/led, path: level}, command: {topic: dash/led, payload: '{"level": {value}}', qos: 2, retain: true}}
                """);

        command("led", JSON.numberNode(37));
        await().atMost(SOON).until(() -> value("led").path("value").asInt() == 37);
        house.publish("dash/led", "{\"level\": \"80\"}", Qos.EXACTLY_ONCE, true);
        await().atMost(SOON).until(() -> value("led").path("value").asInt() == 80);

        assertThat(value("led").has("commanded")).isFalse();
        show("- {type: gauge, id: led, topic: dash/led, path: level}");
        await().atMost(SOON).until(() -> value("led").path("value").asInt() == 80);
    }

    @Test
    void aPumpThatSaysItIsAwayIsNotShownAsThere() throws Exception {
        show(
                """
                - {type: switch, id: pump, state: {topic: dash/status}, command: {topic: dash/command}, availability: dash/there}
                """);
        house.publish("dash/status", "off", Qos.AT_LEAST_ONCE, true);
        house.publish("dash/there", "online", Qos.AT_LEAST_ONCE, true);
        await().atMost(SOON).until(() -> value("pump").path("online").asBoolean());

        command("pump", JSON.textNode("on"));
        house.publish("dash/there", "offline");
        await().atMost(SOON).until(() -> !value("pump").path("online").asBoolean(true));

        assertThat(value("pump").path("value").asText()).isEqualTo("off");
        assertThat(value("pump").path("commanded").asText()).isEqualTo("on");
    }

    @Test
    void devicesAndVariablesAreShownAndSet() throws Exception {
        show(
                """
                - {type: switch, id: lamp, device: lamp}
                - {type: slider, id: light, device: light}
                - {type: number, id: limit, variable: "nightlight:limit", max: 1000}
                """);
        assertThat(value("lamp").path("value").asText()).isEqualTo("off");

        command("lamp", JSON.textNode("on"));
        command("light", JSON.numberNode(120));
        command("limit", JSON.numberNode(400));

        assertThat(devices.read("lamp")).isEqualTo(DeviceValue.ON);
        assertThat(devices.read("light")).isEqualTo(new DeviceValue.Number(120));
        assertThat(variables).containsEntry("nightlight:limit", "400");
        await().atMost(SOON)
                .until(() ->
                        value("lamp").path("value").asText().equals("on")
                                && value("light").path("value").asInt() == 120
                                && value("limit").path("value").asInt() == 400);
    }

    @Test
    void aBrokenFileIsShownAsAProblemAndThePagesStay() {
        show("- {type: lamp, id: lamp, device: lamp}");

        dashboard.refuse(List.of(new Problem(FILE, 3, "type \"lmap\" is not known")));

        JsonNode json = dashboard.json();
        assertThat(json.path("version").asInt()).isEqualTo(2);
        assertThat(json.path("pages").findValuesAsText("id")).contains("lamp");
        assertThat(json.path("problems").path(0).path("line").asInt()).isEqualTo(3);
    }

    @Test
    void whatTopicsAndDevicesSayIsKeptExactlyAndInOrder() throws Exception {
        var series = SqliteSeries.open(folder.resolve("history.db"), house.time.now(), 10_000_000);
        try (var history = new History(series, topics, devices, house.time, house.counters)) {
            history.change(
                    HistoryFile.parse(
                            Path.of("history.yaml"),
                            """
                            series:
                              - topic: keep/+/temperature
                              - {topic: keep/+/json, path: a.b, name: "{2}-b"}
                              - {device: lamp}
                            """,
                            List.of("lamp")));
            Instant begin = house.time.now().minusSeconds(60);
            house.publish("keep/first/temperature", "1", Qos.AT_LEAST_ONCE, true);
            house.publish("keep/first/json", "{\"a\": {\"b\": 1}}", Qos.AT_LEAST_ONCE, true);
            await().atMost(SOON)
                    .until(() ->
                            history.series().stream()
                                    .map(SeriesFacts::name)
                                    .toList()
                                    .containsAll(List.of("keep/first/temperature", "first-b")));
            for (String each : List.of("20.5", "warm", "-3.25", "", "1e3", "20.5")) {
                house.publish("keep/office/temperature", each);
            }
            house.publish("keep/hall/json", "{\"a\": {\"b\": 7}}");
            devices.write("lamp", DeviceValue.ON);

            await().atMost(SOON)
                    .until(() ->
                            history.series().size() == 5
                                    && history.series().stream()
                                            .filter(each -> each.name().equals("device/lamp"))
                                            .anyMatch(each -> each.points() == 2));
            var range = new HistoryRange(begin, house.time.now().plusSeconds(60), Optional.empty());
            assertThat(
                            history.ask(List.of("keep/office/temperature"), range)
                                    .series()
                                    .getFirst()
                                    .points())
                    .extracting(SeriesPoint::value)
                    .containsExactly(20.5, -3.25, 1000.0, 20.5);
            assertThat(history.ask(List.of("hall-b"), range).series().getFirst().points())
                    .extracting(SeriesPoint::value)
                    .containsExactly(7.0);
            assertThat(history.ask(List.of("device/lamp"), range).series().getFirst().points())
                    .extracting(SeriesPoint::value)
                    .containsExactly("off", "on");
        }
    }
}

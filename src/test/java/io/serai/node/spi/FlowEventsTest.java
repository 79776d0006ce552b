package io.serai.node.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.serai.device.DryDevices;
import io.serai.device.spi.DeviceValue;
import io.serai.event.Events;
import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.ContentCame;
import io.serai.event.RuntimeEvent.ContentSent;
import io.serai.event.RuntimeEvent.DeviceChanged;
import io.serai.event.RuntimeEvent.DeviceRead;
import io.serai.event.RuntimeEvent.DeviceSet;
import io.serai.event.RuntimeEvent.DeviceSimulated;
import io.serai.event.RuntimeEvent.MessageCame;
import io.serai.event.RuntimeEvent.MessagePublished;
import io.serai.flow.DryFlows;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.link.DryLinks;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.node.FlowWorld;
import io.serai.node.MqttHouse;
import io.serai.node.Palette;
import io.serai.observe.DryNotes;
import io.serai.observe.FlowLog;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;
import io.serai.store.DryStore;
import io.serai.store.MemoryStore;
import io.serai.testing.Bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// What passes the edges of flows, live and dry.
class FlowEventsTest {

    @RegisterExtension static final MqttHouse HOUSE = new MqttHouse();

    private static final String DEVICES =
            """
            devices:
              - id: light
                kind: sensor
                range: {min: 0, max: 1023}
                simulated: {value: 143}
              - id: lamp
                kind: switch
            """;

    private static final String BUSY =
            """
            - route:
                id: NAME-in
                from:
                  uri: paho:NAME/in?qos=1
                  steps:
                    - to: device:lamp
                    - to: paho:NAME/out?qos=1&retained=true
                    - to: file:{{data.dir}}/NAME?fileName=out.txt
                    - setBody:
                        constant: 7
                    - to: threshold:dark?below=100
                    - to: simulate:light
            - route:
                id: NAME-heard
                from:
                  uri: paho:dried/out?qos=1
                  steps:
                    - to: mock:heard
            - route:
                id: NAME-lamp
                from:
                  uri: device:lamp
                  steps:
                    - to: mock:lamp
            """;

    @TempDir private Path folder;
    private final List<RuntimeEvent> told = new CopyOnWriteArrayList<>();
    private final Events events = new Events();
    private final List<RunningFlow> flows = new ArrayList<>();
    private final MemoryStore store = new MemoryStore();
    private Bench bench;
    private FlowLog log;
    private DryDevices dryDevices;

    @BeforeEach
    void open() {
        bench = Bench.withDevices(folder, DEVICES);
        log = new FlowLog(HOUSE.time());
        dryDevices = new DryDevices(bench.devices, HOUSE.time(), bench.counters);
    }

    @AfterEach
    void close() {
        flows.forEach(RunningFlow::close);
        dryDevices.close();
        bench.close();
    }

    private FlowFactory factory(Palette palette) {
        return new FlowFactory(
                palette, Map.of("data.dir", folder.toString()), HOUSE.time(), bench.counters, log);
    }

    private FlowWorld live() {
        return new FlowWorld(HOUSE.links(), HOUSE.inputs(), bench.devices, store);
    }

    private Palette withDry(String... dry) {
        return new Palette(
                live(),
                new DryFlows(false, Set.of(dry)),
                new FlowWorld(
                        new DryLinks(HOUSE.links()),
                        HOUSE.inputs(),
                        dryDevices,
                        new DryStore(store)),
                HOUSE.time(),
                bench.counters,
                events);
    }

    private RunningFlow start(FlowFactory factory, String id, String text) throws Exception {
        Path file = folder.resolve(id + ".camel.yaml");
        RunningFlow flow =
                factory.build(FlowSource.of(new FlowFile(id, file), text.replace("NAME", id)));
        flow.start();
        flows.add(flow);
        return flow;
    }

    private static void publish(String topic, String text) throws Exception {
        HOUSE.publish(ConnectionSpec.SHARED, MqttHouse.message(topic, text, Qos.AT_LEAST_ONCE));
    }

    private static List<String> topics(Iterable<MqttMessage> messages) {
        List<String> topics = new ArrayList<>();
        messages.forEach(each -> topics.add(each.topic().text()));
        return topics;
    }

    private static long heard(RunningFlow flow, String mock) {
        return flow.context()
                .getEndpoint("mock:" + mock, org.apache.camel.component.mock.MockEndpoint.class)
                .getReceivedCounter();
    }

    private <T extends RuntimeEvent> T only(Class<T> kind) {
        List<T> found = told.stream().filter(kind::isInstance).map(kind::cast).toList();
        assertThat(found).as("%s of %s", kind.getSimpleName(), told).hasSize(1);
        return found.getFirst();
    }

    @Test
    void everythingThatPassesIsToldWithRouteAndContent() throws Exception {
        events.listenAtOnce(Optional.of("live"), told::add);
        FlowFactory factory = factory(new Palette(live(), HOUSE.time(), bench.counters, events));
        start(factory, "live", BUSY);
        publish("live/in", "on");
        await().until(() -> bench.devices.read("light").toString().equals("7"));
        await().until(() -> {
            bench.time.advance(Duration.ofMillis(1)); // brings the device's event
            return told.stream().anyMatch(DeviceChanged.class::isInstance);
        });

        MessageCame came = only(MessageCame.class);
        assertThat(came.route()).isEqualTo("live-in");
        assertThat(came.broker()).startsWith("tcp://127.0.0.1:");
        assertThat(came.message().topic()).isEqualTo("live/in");
        assertThat(came.message().qos()).isOne();
        assertThat(came.message().payload()).isEqualTo("on".getBytes(UTF_8));
        MessagePublished published = only(MessagePublished.class);
        assertThat(published.route()).isEqualTo("live-in");
        assertThat(published.message().topic()).isEqualTo("live/out");
        assertThat(published.message().retained()).isTrue();
        assertThat(only(DeviceSet.class).value()).isEqualTo("on");
        assertThat(only(DeviceSimulated.class).device()).isEqualTo("light");
        assertThat(only(DeviceChanged.class).route()).isEqualTo("live-lamp");
        ContentSent sent = only(ContentSent.class);
        assertThat(sent.content().uri()).contains("fileName=out.txt");
        assertThat(sent.content().bytes()).hasValue("on".getBytes(UTF_8));
        assertThat(told).noneMatch(RuntimeEvent::isDry);
        assertThat(told.stream().filter(event -> !event.isIncoming()).map(Object::getClass))
                .containsExactly(
                        DeviceSet.class,
                        MessagePublished.class,
                        ContentSent.class,
                        DeviceSimulated.class);
        assertThat(folder.resolve("live/out.txt")).hasContent("on");
    }

    @Test
    void readingsAndFilesThatComeInAreToldToo() throws Exception {
        events.listenAtOnce(Optional.empty(), told::add);
        FlowFactory factory = factory(new Palette(live(), HOUSE.time(), bench.counters, events));
        Files.writeString(Files.createDirectories(folder.resolve("box")).resolve("a.txt"), "hello");

        start(
                factory,
                "reader",
                """
                - route:
                    id: reader
                    from:
                      uri: sensor:light?period=1h
                      steps:
                        - to: mock:out
                - route:
                    id: box
                    from:
                      uri: file:{{data.dir}}/box?initialDelay=0
                      steps:
                        - to: mock:box
                """);
        await().untilAsserted(() -> assertThat(told).hasSizeGreaterThanOrEqualTo(2));

        assertThat(only(DeviceRead.class).value()).isEqualTo("143");
        ContentCame came = only(ContentCame.class);
        assertThat(came.route()).isEqualTo("box");
        assertThat(came.content().bytes()).hasValue("hello".getBytes(UTF_8));
        assertThat(came.content().headers()).containsEntry("CamelFileName", "a.txt");
    }

    @Test
    void whatADryFlowDoesReachesDryFlowsAlone() throws Exception {
        events.listenAtOnce(Optional.of("dried"), told::add);
        DryNotes.begin(events, log, bench.counters, HOUSE.time());
        var outside = HOUSE.listen(ConnectionSpec.SHARED, "dried/#");
        await().until(() -> {
            publish("dried/ready", "x");
            return !outside.isEmpty();
        });
        FlowFactory factory = factory(withDry("dried", "other"));
        RunningFlow dried = start(factory, "dried", BUSY);
        RunningFlow other = start(factory, "other", BUSY);
        RunningFlow live = start(factory, "live", BUSY);

        publish("dried/in", "on");
        await().until(() -> heard(dried, "heard") == 1 && heard(other, "heard") == 1);
        await().until(() -> heard(dried, "lamp") == 1 && heard(other, "lamp") == 1);
        await().until(() -> dryDevices.read("light").toString().equals("7"));
        publish("dried/last", "x");

        await().until(() -> topics(outside).contains("dried/last"));
        assertThat(topics(outside)).containsOnly("dried/ready", "dried/in", "dried/last");
        assertThat(heard(live, "heard")).isZero();
        assertThat(heard(live, "lamp")).isZero();
        assertThat(bench.devices.read("lamp")).isEqualTo(DeviceValue.OFF);
        assertThat(bench.devices.read("light")).hasToString("143");
        assertThat(folder.resolve("dried")).doesNotExist();
        assertThat(store.all("threshold", "dried/dark")).isEmpty();

        assertThat(told.stream().filter(event -> !event.isIncoming()))
                .hasSize(4)
                .allMatch(RuntimeEvent::isDry);
        assertThat(log.after("dried", 0, 100))
                .extracting(FlowLog.Line::text)
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("dry: would set device lamp to on"),
                        line ->
                                assertThat(line)
                                        .isEqualTo(
                                                "dry: would publish on dried/out (QoS 1, retained): on"),
                        line -> assertThat(line).startsWith("dry: would send to file:"),
                        line ->
                                assertThat(line)
                                        .isEqualTo("dry: would set simulated device light to 7"));
        assertThat(bench.counters.count(DryNotes.COUNT, "dried")).isEqualTo(4);
        assertThat(bench.counters.count(DryNotes.COUNT, "live")).isZero();
    }
}

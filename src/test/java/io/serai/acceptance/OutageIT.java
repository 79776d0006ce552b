package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.Machine;
import io.serai.testing.Mosquitto;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// The broker beside the gateway is not there yet, or goes and comes back, or the gateway does. The later
/// an attempt in a row, the longer the wait before it, so what needs few attempts comes first.
@ResourceLock(value = Machine.PROCESSORS, mode = ResourceAccessMode.READ)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutageIT {

    /// Publishes 1, 2, 3, ... without being asked, whether there is a broker or not.
    private static final String TICKS =
            """
            - route:
                id: ticks
                from:
                  uri: timer:ticks
                  parameters:
                    period: 50
                    delay: 0
                    includeMetadata: true
                  steps:
                    - setBody:
                        simple: ${header.CamelTimerCounter} ${exchangeId} false
                    - to:
                        uri: paho:ticks/out
                        parameters:
                          qos: 1
            """;

    @TempDir private static Path folder;
    private static Mosquitto broker;
    private static RunningGateway gateway;
    private static final List<AutoCloseable> GUESTS = new ArrayList<>();

    @BeforeAll
    static void open() throws IOException {
        broker = Mosquitto.started(folder);
        Path routes = Files.createDirectories(folder.resolve("routes"));
        NumberedRelay.addTo(routes);
        Files.writeString(routes.resolve("ticks.camel.yaml"), TICKS);
        gateway =
                RunningGateway.start(
                        folder, "--broker.enabled=false", "--mqtt.url=" + broker.url());
    }

    @AfterAll
    static void close() {
        try {
            gateway.close();
        } finally {
            broker.close();
        }
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable each : GUESTS.reversed()) {
            each.close();
        }
        GUESTS.clear();
    }

    private static <T extends AutoCloseable> T guest(T guest) {
        GUESTS.add(guest);
        return guest;
    }

    private static MqttProbe probe(String id) {
        return guest(MqttProbe.connect(broker.port(), id));
    }

    @Test
    @Order(3)
    void gatewayStartsWithoutItsBrokerSaysWhyAndWorksWhenItComes() throws Exception {
        gateway.stop();
        broker.stop();

        gateway.start();

        RunningGateway.Health alone = gateway.health();
        String part = "mqtt " + broker.url();
        String reason = "nothing listens on 127.0.0.1:" + broker.port();
        assertThat(alone.isReady()).isFalse();
        assertThat(alone.partsDown()).isNotEmpty().allMatch(each -> each.startsWith(part));
        assertThat(alone.detail(part)).contains(reason, "mqtt.url");
        assertThat(gateway.log()).contains(broker.url() + ": not connected: " + reason);
        assertThat(gateway.log()).doesNotContain(" ERROR ");
        broker.start();
        Waiting.until(() -> "all well: " + gateway.health(), () -> gateway.health().isReady());
        MqttProbe device = probe("device").subscribe("late/commands");
        device.publish("late/telemetry", "{\"light\": 1}");
        device.await("late/commands", 1);
        // Each connection tells it once, however often it is tried.
        assertThat(gateway.logged("not connected: " + reason)).isEqualTo(alone.partsDown().size());
    }

    @Test
    @Order(2)
    void restartOfTheBrokerInMidTrafficLosesNothingAndKeepsTheOrder() throws Exception {
        var receiver = guest(new NumberedReceiver(broker.port(), NumberedRelay.OUT));
        var ticks = guest(new NumberedReceiver(broker.port(), "ticks/out", "ticks-receiver"));
        var sender = guest(new NumberedSender(broker.port(), NumberedRelay.IN));
        sender.start(500);
        sender.awaitMore(300);

        broker.stop();
        long keptBefore = kept();
        Waiting.until(() -> "messages in the outbox", () -> kept() > keptBefore + 20);
        broker.start();
        sender.awaitMore(300);
        sender.finish();

        receiver.await(sender.acknowledged());
        Set<Integer> sentAgain = sender.sentAgain();
        assertThat(receiver.inOrder().stream().filter(each -> !sentAgain.contains(each)))
                .hasSizeGreaterThan(300)
                .isSorted();
        int last = ticks.inOrder().getLast();
        ticks.await(List.of(last + 10));
        List<Integer> all = ticks.inOrder();
        assertThat(all)
                .isEqualTo(IntStream.rangeClosed(all.getFirst(), all.getLast()).boxed().toList());
        assertThat(gateway.health().count("flow.failures", "relay")).isZero();
        assertThat(gateway.health().count("flow.failures", "ticks")).isZero();
    }

    private static long kept() {
        return gateway.health().count("mqtt.outbox-kept", broker.url());
    }

    @Test
    @Order(1)
    void whatTheDurableSessionMissedWhileTheGatewayWasDownComesInOrder() {
        MqttProbe probe = probe("queue").subscribe(NumberedRelay.OUT);
        gateway.stop();
        for (int i = 1; i <= 20; i++) {
            probe.publish(NumberedRelay.IN, Integer.toString(i));
        }

        gateway.start();

        probe.await(NumberedRelay.OUT, 20);
        assertThat(probe.textsOn(NumberedRelay.OUT).stream().map(text -> text.split(" ", 2)[0]))
                .isEqualTo(IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList());
    }
}

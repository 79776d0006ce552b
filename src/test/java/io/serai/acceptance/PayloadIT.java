package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Messages of every size, and many at once.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class PayloadIT {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int LIMIT = 2 * MEBIBYTE;

    private static final String ROUTES =
            """
            - route:
                id: sizes
                from:
                  uri: paho:size/in
                  parameters:
                    qos: 1
                  steps:
                    - choice:
                        when:
                          - simple: ${header.CamelMqttCleared}
                            steps:
                              - setBody:
                                  constant: cleared
                    - to:
                        uri: paho:size/out
                        parameters:
                          qos: 1
            - route:
                id: burst
                from:
                  uri: paho:burst/in
                  parameters:
                    qos: 2
                  steps:
                    - to:
                        uri: paho:burst/out
                        parameters:
                          qos: 2
            """;

    @TempDir private static Path folder;
    private static House house;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        house =
                House.open(
                        broker,
                        folder,
                        new RunningGateway.RouteEdit[] {
                            RunningGateway.RouteEdit.add("sizes.camel.yaml", ROUTES)
                        },
                        "--broker.max-packet-size=" + LIMIT,
                        "--mqtt.max-packet-size=" + LIMIT);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    private static String text(int length) {
        // Every part differs from every other, so that a part that is missing or comes twice shows.
        return IntStream.range(0, length / 8)
                .mapToObj("%08d"::formatted)
                .collect(Collectors.joining());
    }

    @Test
    void emptyMessageIsClearedAndAMebibyteArrivesWhole() {
        MqttProbe device = house.probe().subscribe("size/out");

        device.publish("size/in", "");
        device.publish("size/in", text(MEBIBYTE));
        device.publish("size/in", "small");

        device.await("size/out", 3);
        assertThat(device.textsOn("size/out").getFirst()).isEqualTo("cleared");
        // Not as one assertion on the list: it would print the mebibyte.
        assertThat(device.textsOn("size/out").get(1).equals(text(MEBIBYTE))).isTrue();
        assertThat(device.textsOn("size/out").getLast()).isEqualTo("small");
    }

    @Test
    void messageBeyondTheLimitIsToldAndCountedAndTheNextGoodOnesWork() {
        MqttProbe listener = house.probe().subscribe("size/out");
        MqttProbe device = house.probe("camera");

        device.begin("size/in", text(LIMIT), 1, false);

        String part = embedded() ? "broker" : "tcp://127.0.0.1:" + house.mqttPort();
        String counter = embedded() ? "broker.refused-too-large" : "mqtt.too-large";
        Waiting.until(
                () -> counter + ": " + house.gateway().health().body(),
                () -> house.gateway().health().count(counter, part) == 1);
        String told =
                embedded()
                        ? "1 messages from client \"camera\" were dropped"
                        : "a message on size/in has %d bytes and was not taken"
                                .formatted(LIMIT + 16);
        Waiting.until(() -> told + " in the log", () -> house.gateway().logged(told) == 1);
        assertThat(house.gateway().log())
                .contains("raise %s.max-packet-size".formatted(embedded() ? "broker" : "mqtt"));
        for (int qos = 0; qos <= 2; qos++) {
            house.probe().publish("size/in", "qos " + qos, qos, false);
        }
        listener.await("size/out", 3);
        assertThat(listener.textsOn("size/out"))
                .containsExactlyInAnyOrder("qos 0", "qos 1", "qos 2");
        assertThat(house.gateway().logged("not connected"))
                .as("connections lost with the %s broker", broker)
                .isZero();
        assertThat(house.gateway().health().isReady()).isTrue();
    }

    /// From two devices, because Mosquitto 2.0 loses what one client has on its way beyond 20.
    @Test
    void exactlyOnceMessagesInOneBurstAllComeOnceAndInOrder() {
        List<MqttProbe> devices = List.of(house.probe(), house.probe());
        MqttProbe listener = house.probe().subscribe("burst/out");

        for (int i = 0; i < 15; i++) {
            for (int device = 0; device < 2; device++) {
                devices.get(device).begin("burst/in", device + " " + i, 2, false);
            }
        }

        listener.await("burst/out", 30);
        devices.getFirst().publish("burst/in", "end", 2, false);
        listener.awaitTexts("burst/out", all -> all.contains("end"));
        assertThat(listener.on("burst/out")).hasSize(31).allMatch(each -> each.qos() == 2);
        for (int device = 0; device < 2; device++) {
            String prefix = device + " ";
            assertThat(listener.textsOn("burst/out"))
                    .filteredOn(each -> each.startsWith(prefix))
                    .isEqualTo(IntStream.range(0, 15).mapToObj(i -> prefix + i).toList());
        }
    }

    private boolean embedded() {
        return broker == BrokerKind.EMBEDDED;
    }
}

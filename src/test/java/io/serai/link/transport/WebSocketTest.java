package io.serai.link.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.House;
import io.serai.link.House.Ear;
import io.serai.link.LinkContract;
import io.serai.link.Mqtt5LinkContract;
import io.serai.link.OwnBroker;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttVersion;
import io.serai.mqtt.Qos;
import io.serai.store.MemoryStore;
import io.serai.testing.Mosquitto;
import io.serai.testing.TcpProxy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// MQTT over `ws://`, at the gateway's own broker and at a real Mosquitto.
class WebSocketTest {

    @RegisterExtension static final OwnBroker BROKER = new OwnBroker();

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void messagesTravelToTheOwnBrokerAndBack(MqttVersion version) throws Exception {
        roundTrip("ws://127.0.0.1:" + BROKER.websocketPort() + "/mqtt", version, 100);
    }

    @ParameterizedTest
    @EnumSource
    void messagesTravelToMosquittoAndBack(MqttVersion version) throws Exception {
        try (var broker = Mosquitto.started(folder, "protocol websockets")) {
            roundTrip("ws://127.0.0.1:" + broker.port(), version, 10);
        }
    }

    /// Payloads up to 100 kB need several frames of Mosquitto, and several reads.
    ///
    /// @param count small ones of each QoS; a WebSocket of Mosquitto 2.0.11 is slow
    private static void roundTrip(String url, MqttVersion version, int count) throws Exception {
        try (var house = house(url, version).connected()) {
            var ear = new Ear(house.link(), "web", Qos.EXACTLY_ONCE);
            LinkContract.awaitSubscribed(house);
            String large = "x".repeat(100_000);
            List<String> expected = new ArrayList<>(LinkContract.numbers(count));
            expected.addAll(List.of(large, ""));

            for (Qos qos : Qos.values()) {
                LinkContract.publishAll(house.link(), "web", LinkContract.numbers(count), qos);
                Mqtt5LinkContract.send(house.link(), House.message("web", large, qos, false));
                Mqtt5LinkContract.send(house.link(), House.message("web", "", qos, false));
            }

            await().atMost(LinkContract.SOON).until(() -> ear.messages.size() == 3 * (count + 2));
            for (Qos qos : Qos.values()) {
                assertThat(ear.messages.stream().filter(each -> each.qos() == qos))
                        .map(each -> new String(each.payload(), StandardCharsets.UTF_8))
                        .containsExactlyElementsOf(expected);
            }
            assertThat(house.count("mqtt.reconnects")).isZero();
        }
    }

    @Test
    void cutConnectionIsMadeAgainAndLosesNothing() throws Exception {
        try (var proxy = new TcpProxy(BROKER.websocketPort());
                var house = house(proxy.url("ws"), MqttVersion.V5).connected()) {
            var ear = new Ear(house.link(), "web", Qos.EXACTLY_ONCE);
            LinkContract.awaitSubscribed(house);

            proxy.cut();
            LinkContract.publishAll(
                    house.link(), "web", LinkContract.numbers(100), Qos.EXACTLY_ONCE);

            await().atMost(LinkContract.SOON)
                    .untilAsserted(
                            () -> assertThat(ear.texts()).isEqualTo(LinkContract.numbers(100)));
            assertThat(proxy.connections()).isEqualTo(2);
        }
    }

    @Test
    void wrongPathIsNamed() {
        assertThat(refusal("ws://127.0.0.1:" + BROKER.websocketPort() + "/else?key=hush"))
                .contains("does not take the WebSocket", "mqtt.url", "path /else now")
                .doesNotContain("hush");
    }

    @Test
    void portThatSpeaksNoHttpIsNamed() {
        assertThat(refusal("ws://127.0.0.1:" + BROKER.port())).contains("no WebSocket", "mqtt.url");
    }

    private static House house(String url, MqttVersion version) {
        return new House(House.usual(url, "web").version(version).build(), new MemoryStore());
    }

    /// Why there is no connection.
    private static String refusal(String url) {
        try (var house = house(url, MqttVersion.V3_1_1)) {
            house.link();
            house.links.start();
            LinkStatus status =
                    await().atMost(Duration.ofSeconds(15))
                            .until(
                                    () -> house.link().status(),
                                    each -> !(each instanceof LinkStatus.Idle));
            assertThat(status).isInstanceOf(LinkStatus.Disconnected.class);
            return ((LinkStatus.Disconnected) status).reason();
        }
    }
}

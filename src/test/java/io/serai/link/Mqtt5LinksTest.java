package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.House.Ear;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.Qos;
import io.serai.store.FailedMessage;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.testing.Mosquitto;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/// Links that speak MQTT 5 at a real Mosquitto.
class Mqtt5LinksTest extends Mqtt5LinkContract {

    /// With 0, as in the other tests, Mosquitto 2.0.11 ends the connection after a refused PUBLISH.
    private static final String QUEUED = "max_queued_messages 10000";

    @TempDir Path folder;
    @TempDir Path other;
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = Mosquitto.started(folder);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void aPublishTheBrokerRefusesFailsWithItsWordsAndTheOthersGoOn() throws Exception {
        Path rules = Files.writeString(other.resolve("acl"), "topic readwrite mark/#\n");
        try (var strict = Mosquitto.started(other, "acl_file " + rules, QUEUED);
                var house = house(strict.url()).connected()) {
            awaitSubscribed(house);

            for (Qos qos : List.of(Qos.AT_LEAST_ONCE, Qos.EXACTLY_ONCE)) {
                assertThat(publish(house.link(), "forbidden", "x", qos))
                        .failsWithin(SOON)
                        .withThrowableOfType(ExecutionException.class)
                        .havingCause()
                        .isInstanceOf(MqttLinkException.class)
                        .withMessageContaining("the broker refuses forbidden (1 bytes")
                        .withMessageContaining("not authorised (code 0x87)");
            }

            awaitSubscribed(house);
            assertThat(house.count("mqtt.refused-publishes")).isEqualTo(2);
            assertThat(house.count("mqtt.reconnects")).isZero();
        }
    }

    @Test
    void whatWaitedOnDiskAndIsRefusedGoesOnRecordWithTheBrokersWords() throws Exception {
        Path rules = Files.writeString(other.resolve("acl"), "topic readwrite mark/#\n");
        try (var time = new SystemTimekeeper();
                var strict = Mosquitto.started(other, "acl_file " + rules, QUEUED)) {
            var failed = new MemoryMessages(time);
            strict.stop();
            try (var house =
                    new House(config(strict.url(), "sender"), new MemoryMessages(time), failed)) {
                house.link();
                house.links.start();
                assertThat(publish(house.link(), "forbidden", "x", Qos.AT_LEAST_ONCE))
                        .succeedsWithin(SOON);

                strict.start();

                await().atMost(SOON).until(() -> failed.newest(10).size() == 1);
                FailedMessage only = failed.newest(10).getFirst();
                assertThat(only.reason()).contains("not authorised (code 0x87)");
                assertThat(only.message().topic().text()).isEqualTo("forbidden");
                awaitSubscribed(house);
            }
        }
    }

    @Test
    void aPacketLargerThanTheBrokerTakesIsNeverSent() throws Exception {
        try (var strict = Mosquitto.started(other, "max_packet_size 2000");
                var house = house(strict.url()).connected()) {
            var ear = new Ear(house.link(), "a", Qos.AT_LEAST_ONCE);
            awaitSubscribed(house);
            // PUBLISH at QoS 1: 3 bytes of fixed header, 3 of topic, 2 of identifier, 1 of
            // properties
            int largest = 2000 - 3 - 3 - 2 - 1;

            assertThat(publish(house.link(), "a", "x".repeat(largest + 1), Qos.AT_LEAST_ONCE))
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("it takes 2001 bytes")
                    .withMessageContaining("packets of 2000 at most");
            assertThat(publish(house.link(), "a", "x".repeat(largest), Qos.AT_LEAST_ONCE))
                    .succeedsWithin(SOON);

            await().atMost(SOON).until(() -> ear.messages.size() == 1);
            assertThat(house.count("mqtt.reconnects")).isZero();
        }
    }

    @Test
    void theBrokersReceiveMaximumBoundsWhatIsOnItsWay() throws Exception {
        try (var strict = Mosquitto.started(other, "max_inflight_messages 3");
                var house = house(strict.url()).connected()) {
            var ear = new Ear(house.link(), "a", Qos.EXACTLY_ONCE);
            awaitSubscribed(house);

            List<CompletableFuture<Void>> sent =
                    IntStream.range(0, 200)
                            .mapToObj(i -> publish(house.link(), "a", "" + i, Qos.EXACTLY_ONCE))
                            .toList();

            assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(SOON);
            await().atMost(SOON).until(() -> ear.messages.size() == 200);
            // Mosquitto ends a connection with 0x93 on which there are more.
            assertThat(house.count("mqtt.reconnects")).isZero();
        }
    }

    @Test
    void aWrongPasswordIsNamedByItsReasonCode() throws Exception {
        Path users = Mosquitto.passwordFile(other, "admin", "right");
        try (var closed = Mosquitto.started(other, "password_file " + users);
                var house =
                        new House(
                                House.usual(closed.url(), "login")
                                        .version(version())
                                        .username("admin")
                                        .password("w-r-o-n-g")
                                        .build(),
                                new MemoryStore())) {
            house.link();
            house.links.start();

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(house.link().status())
                                    .isInstanceOfSatisfying(
                                            LinkStatus.Disconnected.class,
                                            away ->
                                                    assertThat(away.reason())
                                                            .contains(
                                                                    "not authorised (code 0x87)",
                                                                    "mqtt.username and mqtt.password")
                                                            .doesNotContain("w-r-o")));
        }
    }

    @Override
    int brokerPort() {
        return broker.port();
    }
}

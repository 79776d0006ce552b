package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.link.House.Ear;
import io.serai.link.settings.LinkConfig;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.Qos;
import io.serai.store.MemoryStore;
import io.serai.testing.Mosquitto;
import io.serai.testing.TcpProxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Links at a real Mosquitto, which is stopped and started as well.
class LinksTest extends LinkContract {

    @TempDir Path folder;
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = Mosquitto.started(folder, "max_inflight_messages 0");
    }

    @AfterEach
    void stopBroker() throws Exception {
        broker.close();
    }

    @Test
    void gatewayStartsWithoutBrokerAndSaysWhy() throws Exception {
        broker.stop();
        try (var house = house(broker.url())) {
            var ear = new Ear(house.link(), "early", Qos.AT_LEAST_ONCE);
            var early =
                    house.link()
                            .publish(House.message("early", "x", Qos.AT_LEAST_ONCE, false))
                            .toCompletableFuture();

            house.links.start();

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(house.link().status())
                                    .isInstanceOfSatisfying(
                                            LinkStatus.Disconnected.class,
                                            away ->
                                                    assertThat(away.reason())
                                                            .contains(
                                                                    "nothing listens on 127.0.0.1:"
                                                                            + broker.port(),
                                                                    "mqtt.url")));
            assertThat(house.health.isReady()).isFalse();
            assertThat(early).succeedsWithin(SOON); // it is in the outbox
            broker.start();
            await().atMost(SOON).untilAsserted(() -> assertThat(ear.texts()).containsExactly("x"));
            assertThat(house.health.isReady()).isTrue();
        }
    }

    @Test
    void unknownHostIsNamed() throws Exception {
        try (var house = house("tcp://no-such-host.invalid:1883")) {
            house.link();
            house.links.start();

            awaitReason(house, "no host named \"no-such-host.invalid\"");
        }
    }

    @Test
    void brokerRestartInMidTrafficLosesNothing() throws Exception {
        try (var sender = new House(config(broker.url(), "sender"), new MemoryStore());
                var receiver = new House(config(broker.url(), "receiver"), new MemoryStore())) {
            var ear = new Ear(receiver.link(), "traffic", Qos.AT_LEAST_ONCE);
            receiver.connected();
            sender.connected();
            awaitSubscribed(receiver);
            List<CompletableFuture<Void>> sent = new CopyOnWriteArrayList<>();

            for (int i = 0; i < 2000; i++) {
                sent.add(publish(sender.link(), "traffic", "" + i, Qos.AT_LEAST_ONCE));
                if (i == 500) {
                    sent.getFirst().get(5, TimeUnit.SECONDS);
                    broker.stop();
                }
                if (i == 1500) {
                    broker.start();
                }
            }

            assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(SOON);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ear.texts().stream().distinct()).hasSize(2000));
            assertThat(ear.texts().stream().distinct()).isEqualTo(numbers(2000));
        }
    }

    @Test
    void silentConnectionIsNoticedByKeepAlive() throws Exception {
        try (var proxy = new TcpProxy(broker.port());
                var house =
                        new House(
                                        House.usual(proxy.url(), "house")
                                                .version(version())
                                                .keepAlive(Duration.ofSeconds(2))
                                                .build(),
                                        new MemoryStore())
                                .connected()) {
            proxy.silence(true);

            awaitReason(house, "does not answer PINGREQ");
            proxy.silence(false);
            // An attempt that fell into the silence is given up after 10 s only.
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> house.link().status() instanceof LinkStatus.Connected);
        }
    }

    @Test
    void wrongPasswordIsNamedWithoutSpinningAndWithoutThePassword() throws Exception {
        broker.stop();
        Path users = Mosquitto.passwordFile(folder, "admin", "right");
        try (var closed = Mosquitto.started(folder, "password_file " + users);
                var proxy = new TcpProxy(closed.port());
                var house = new House(login(proxy.url(), "admin", "w-r-o-n-g"), new MemoryStore());
                var good = new House(login(proxy.url(), "admin", "right"), new MemoryStore())) {
            house.link();
            house.links.start();

            awaitReason(house, "not authorised (code 5); check mqtt.username and mqtt.password");
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> proxy.connections() <= 8);
            assertThat(house.health.parts().toString()).contains("code 5").doesNotContain("w-r-o");
            good.connected();
        }
    }

    private static LinkConfig login(String url, String user, String password) {
        return House.usual(url, "login").username(user).password(password).build();
    }

    @Test
    void fullWaitingRoomRefusesAndWhatWasTakenIsKeptAtTheEnd() throws Exception {
        try (var proxy = new TcpProxy(broker.port())) {
            LinkConfig config =
                    House.usual(proxy.url(), "house").maxInflight(5).maxQueued(10).build();
            List<CompletableFuture<Void>> taken;
            try (var house = new House(config, new MemoryStore()).connected()) {
                proxy.silence(true);

                List<CompletableFuture<Void>> sent =
                        IntStream.range(0, 30)
                                .mapToObj(
                                        i -> publish(house.link(), "a", "" + i, Qos.AT_LEAST_ONCE))
                                .toList();

                List<CompletableFuture<Void>> refused =
                        sent.stream().filter(CompletableFuture::isDone).toList();
                assertThat(refused)
                        .hasSizeBetween(15, 20)
                        .allSatisfy(each ->
                                assertThat(each)
                                        .failsWithin(Duration.ZERO)
                                        .withThrowableOfType(ExecutionException.class)
                                        .havingCause()
                                        .isInstanceOf(MqttLinkException.class)
                                        .withMessageContaining("mqtt.max-queued"));
                assertThat(house.count("mqtt.refused-publishes")).isEqualTo(refused.size());
                taken = sent.stream().filter(each -> !each.isDone()).toList();
            }
            assertThat(taken).hasSizeBetween(10, 15).allMatch(CompletableFuture::isDone);
            assertThat(taken).noneMatch(CompletableFuture::isCompletedExceptionally);
        }
    }

    @Test
    void messageTheBrokerCannotStandIsGivenUpAndTheOthersGoOn() throws Exception {
        broker.stop();
        try (var strict = Mosquitto.started(folder, "max_packet_size 2000");
                var house = house(strict.url()).connected()) {
            var ear = new Ear(house.link(), "a", Qos.AT_LEAST_ONCE);
            awaitSubscribed(house);

            List<String> said = new CopyOnWriteArrayList<>();
            house.time.scheduleEvery(
                    Duration.ZERO,
                    Duration.ofMillis(20),
                    () -> {
                        if (house.link().status() instanceof LinkStatus.Disconnected away) {
                            said.add(away.reason());
                        }
                    });
            CompletableFuture<Void> big =
                    publish(house.link(), "a", "x".repeat(3000), Qos.AT_LEAST_ONCE);
            CompletableFuture<Void> small = publish(house.link(), "a", "y", Qos.AT_LEAST_ONCE);

            assertThat(big)
                    .failsWithin(Duration.ofSeconds(50))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("too large for the broker");
            assertThat(small).succeedsWithin(Duration.ofSeconds(40));
            assertThat(publish(house.link(), "a", "z".repeat(4000), Qos.AT_LEAST_ONCE))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("none as large is sent");
            assertThat(publish(house.link(), "a", "z".repeat(1500), Qos.AT_LEAST_ONCE))
                    .succeedsWithin(Duration.ofSeconds(5));
            assertThat(said).anyMatch(each -> each.contains("was on its way to it"));
            assertThat(said).noneMatch(each -> each.contains("another client"));
            await().atMost(SOON).untilAsserted(() -> assertThat(ear.texts()).contains("y"));
        }
    }

    @Test
    void unsupportedSchemeListsWhatIsSupported() {
        try (var house = house(broker.url())) {
            ConnectionSpec spec = ConnectionSpec.to("http://127.0.0.1/mqtt");

            assertThatThrownBy(() -> house.links.link(spec))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("http://127.0.0.1/mqtt", "tcp://", "ssl://", "ws://");
        }
    }

    @Test
    void clientIdIsMadeOnceAndKept() {
        var store = new MemoryStore();
        LinkConfig config = TestConfig.at(broker.url()).build();
        try (var first = new House(config, store)) {
            first.link();
        }
        Optional<String> made = store.get("link", "gateway", "client-id");
        try (var second = new House(config, store)) {
            second.link();
        }

        assertThat(made).hasValueSatisfying(id -> assertThat(id).matches("serai-[0-9a-f]{6}"));
        assertThat(store.get("link", "gateway", "client-id")).isEqualTo(made);
    }

    private static void awaitReason(House house, String words) {
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() ->
                        assertThat(house.link().status())
                                .isInstanceOfSatisfying(
                                        LinkStatus.Disconnected.class,
                                        away -> assertThat(away.reason()).contains(words)));
    }

    @Override
    int brokerPort() {
        return broker.port();
    }
}

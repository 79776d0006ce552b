package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.House.Ear;
import io.serai.link.settings.LinkConfig;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.MqttProperties.UserProperty;
import io.serai.mqtt.MqttVersion;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;
import io.serai.mqtt.Will;
import io.serai.store.MemoryStore;
import io.serai.testing.TcpProxy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// What links that speak MQTT 5 promise at any broker, beside what all promise.
public abstract class Mqtt5LinkContract extends LinkContract {

    private static final MqttProperties EVERYTHING =
            new MqttProperties(
                    Optional.of(new TopicName("answers/ü")),
                    Optional.of(new byte[] {0, 1, -1}),
                    Optional.of("text/plain"),
                    Optional.of(Duration.ofSeconds(100)),
                    true,
                    List.of(
                            new UserProperty("unit", "°C"),
                            new UserProperty("CamelFileName", "/etc/passwd"),
                            new UserProperty("unit", "K")));

    @Override
    MqttVersion version() {
        return MqttVersion.V5;
    }

    @Test
    void propertiesTravelWholeWithEveryQos() throws Exception {
        try (var house = house(brokerUrl()).connected()) {
            var ear = new Ear(house.link(), "p/+", Qos.EXACTLY_ONCE);
            awaitSubscribed(house);

            for (Qos qos : Qos.values()) {
                send(house.link(), message("p/" + qos.level(), qos).withProperties(EVERYTHING));
                send(house.link(), message("p/" + qos.level(), qos));
            }

            await().atMost(SOON).until(() -> ear.messages.size() == 6);
            for (Qos qos : Qos.values()) {
                assertThat(ear.messages)
                        .filteredOn(each -> each.qos() == qos)
                        .extracting(MqttMessage::properties)
                        .containsExactly(EVERYTHING, MqttProperties.NONE);
            }
        }
    }

    @Test
    void propertiesAreLostOnAConnectionThatSpeaksTheOlderVersion() throws Exception {
        LinkConfig older = House.usual(brokerUrl(), "older").version(MqttVersion.V3_1_1).build();
        try (var house = house(brokerUrl()).connected();
                var other = new House(older, new MemoryStore()).connected()) {
            var ear = new Ear(house.link(), "p", Qos.AT_LEAST_ONCE);
            awaitSubscribed(house);

            send(other.link(), message("p", Qos.AT_LEAST_ONCE).withProperties(EVERYTHING));

            await().atMost(SOON).until(() -> ear.messages.size() == 1);
            assertThat(ear.messages.getFirst().properties()).isEqualTo(MqttProperties.NONE);
        }
    }

    @Test
    void willCarriesItsPropertiesAndADelayedOneIsNotHeardAfterAShortBreak() throws Exception {
        MqttProperties reason = MqttProperties.NONE.withContentType("text/x-state");
        Will atOnce =
                Will.of(message("will/now", Qos.AT_LEAST_ONCE).withProperties(reason), none());
        Will later =
                new Will(message("will/later", Qos.AT_LEAST_ONCE), none(), Duration.ofSeconds(30));
        try (var watcher = house(brokerUrl());
                var proxy = new TcpProxy(brokerPort());
                var pump = house(proxy.url())) {
            var ear = new Ear(watcher.link(), "will/+", Qos.AT_LEAST_ONCE);
            watcher.connected();
            awaitSubscribed(watcher);
            MqttLink one = pump.links.link(client(atOnce));
            MqttLink other = pump.links.link(client(later));
            pump.connected();
            awaitSubscribed(one);
            awaitSubscribed(other);

            proxy.cut();

            await().atMost(SOON).until(() -> ear.messages.size() == 1);
            assertThat(ear.messages.getFirst().properties().contentType()).contains("text/x-state");
            awaitSubscribed(other);
            awaitSubscribed(watcher);
            assertThat(ear.messages)
                    .extracting(each -> each.topic().text())
                    .containsOnly("will/now");
        }
    }

    private static ConnectionSpec client(Will will) {
        return House.client("pump-" + UUID.randomUUID(), Optional.of(will), Optional.empty());
    }

    private static Optional<byte[]> none() {
        return Optional.empty();
    }

    @Test
    void aCleanStartWithAnExpiryKeepsTheSessionOverABreakButNotOverARestart() throws Exception {
        LinkConfig config = config(brokerUrl(), "house");
        var spec =
                new ConnectionSpec(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("clean-" + UUID.randomUUID()),
                        true,
                        Optional.of(Duration.ofSeconds(60)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        try (var proxy = new TcpProxy(brokerPort());
                var other = house(brokerUrl()).connected()) {
            try (var before =
                    new House(
                            House.usual(proxy.url(), "house").version(version()).build(),
                            new MemoryStore())) {
                MqttLink link = before.links.link(spec);
                var ear = new Ear(link, "kept", Qos.AT_LEAST_ONCE);
                before.links.start();
                awaitSubscribed(link);
                proxy.refuse(true);
                proxy.cut();
                await().atMost(SOON).until(() -> link.status() instanceof LinkStatus.Disconnected);
                send(other.link(), message("kept", Qos.AT_LEAST_ONCE));
                proxy.refuse(false);
                await().atMost(SOON).until(() -> ear.messages.size() == 1);
            }
            send(other.link(), message("kept", Qos.AT_LEAST_ONCE));
            try (var after = new House(config, new MemoryStore())) {
                MqttLink link = after.links.link(spec);
                var ear = new Ear(link, "kept", Qos.AT_LEAST_ONCE);
                after.links.start();
                awaitSubscribed(link);
                assertThat(ear.messages).isEmpty();
            }
        }
    }

    private static MqttMessage message(String topic, Qos qos) {
        return MqttMessage.of(topic, "x".getBytes(StandardCharsets.UTF_8), qos, false);
    }

    public static void send(MqttLink link, MqttMessage message) throws Exception {
        link.publish(message).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}

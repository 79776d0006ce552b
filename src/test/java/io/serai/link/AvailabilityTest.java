package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.House.Ear;
import io.serai.link.settings.LinkConfig;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.store.MemoryStore;
import io.serai.testing.TcpProxy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;

/// What the gateway's own connection says of the gateway.
class AvailabilityTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension static final OwnBroker BROKER = new OwnBroker();

    private static String url() {
        return "tcp://127.0.0.1:" + BROKER.port();
    }

    private static House watcher() throws InterruptedException {
        return new House(House.config(url(), "watcher"), new MemoryStore()).connected();
    }

    private static void hears(Ear ear, String... texts) {
        await().atMost(SOON).untilAsserted(() -> assertThat(ear.texts()).containsExactly(texts));
    }

    @Test
    void onlineIsRetainedAndOfflineFollowsAnOrderlyEnd() throws Exception {
        LinkConfig config =
                House.usual(url(), "gate").availabilityTopic("serai/{client-id}/state").build();
        String topic = "serai/%s/state".formatted(config.own().clientId().orElseThrow());
        try (var watcher = watcher()) {
            try (var gateway = new House(config, new MemoryStore()).connected()) {
                var late = new Ear(watcher.link(), topic, Qos.AT_LEAST_ONCE);
                hears(late, "online");
                assertThat(gateway.count("mqtt.reconnects")).isZero();
                late.subscription.close();
            }
            var after = new Ear(watcher.link(), topic, Qos.AT_LEAST_ONCE);
            await().atMost(SOON).until(() -> !after.messages.isEmpty());
            MqttMessage kept = after.messages.getLast();
            assertThat(new String(kept.payload(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("offline");
        }
    }

    @Test
    void theBrokerSaysOfflineForAGatewayThatVanishesAndItIsBackOnline() throws Exception {
        try (var proxy = new TcpProxy(BROKER.port());
                var watcher = watcher()) {
            var ear = new Ear(watcher.link(), "vanish/state", Qos.AT_LEAST_ONCE);
            LinkContract.awaitSubscribed(watcher);
            LinkConfig config =
                    House.usual(proxy.url(), "gate").availabilityTopic("vanish/state").build();
            try (var gateway = new House(config, new MemoryStore()).connected()) {
                hears(ear, "online");

                proxy.cut();

                hears(ear, "online", "offline", "online");
                assertThat(gateway.count("mqtt.reconnects")).isEqualTo(1);
            }
            hears(ear, "online", "offline", "online", "offline");
        }
    }

    @Test
    void aGatewayWithoutAvailabilityTopicSaysNothing() throws Exception {
        try (var watcher = watcher()) {
            var ear = new Ear(watcher.link(), "#", Qos.AT_LEAST_ONCE);
            LinkContract.awaitSubscribed(watcher);
            int before = ear.messages.size();
            try (var gateway =
                    new House(House.config(url(), "quiet"), new MemoryStore()).connected()) {
                LinkContract.publishAll(
                        gateway.link(), "only/this", List.of("x"), Qos.AT_LEAST_ONCE);
                await().atMost(SOON).until(() -> ear.texts().contains("x"));
            }
            assertThat(ear.messages.stream().skip(before).map(each -> each.topic().text()))
                    .allMatch(topic -> topic.equals("only/this") || topic.startsWith("mark/"));
        }
    }
}

package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.settings.LinkConfig;
import io.serai.mqtt.LinkStatus;
import io.serai.store.MemoryStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/// Links that speak MQTT 5 at the gateway's own broker.
class Mqtt5LinksAtOwnBrokerTest extends Mqtt5LinkContract {

    @RegisterExtension static final OwnBroker BROKER = new OwnBroker();

    // Mosquitto 2.0 does not say that it was another client.
    @Test
    void aClientThatTakesOurIdentifierIsNamed() throws Exception {
        LinkConfig config = config(brokerUrl(), "twin");
        try (var one = new House(config, new MemoryStore()).connected();
                var other = new House(config, new MemoryStore()).connected()) {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(List.of(one.link().status(), other.link().status()))
                                    .anySatisfy(status ->
                                            assertThat(status)
                                                    .isInstanceOfSatisfying(
                                                            LinkStatus.Disconnected.class,
                                                            away ->
                                                                    assertThat(away.reason())
                                                                            .contains(
                                                                                    config.own()
                                                                                            .clientId()
                                                                                            .orElseThrow(),
                                                                                    "another client",
                                                                                    "0x8E",
                                                                                    "mqtt.client-id"))));
        }
    }

    @Override
    int brokerPort() {
        return BROKER.port();
    }
}

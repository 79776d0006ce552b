package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.House.Ear;
import io.serai.link.settings.BrokerAccess;
import io.serai.link.tls.TlsFiles;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttVersion;
import io.serai.mqtt.Qos;
import io.serai.store.MemoryStore;
import io.serai.testing.Mosquitto;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Several brokers at once, by the names that the settings give them.
class NamedBrokersTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension static final OwnBroker BROKER = new OwnBroker();

    @TempDir Path folder;

    @Test
    void eachBrokerHasItsMessagesAndItsConnection() throws Exception {
        try (var office = Mosquitto.started(folder);
                var house =
                        new House(
                                House.usual("tcp://127.0.0.1:" + BROKER.port(), "two")
                                        .broker("office", access(office.url()))
                                        .build(),
                                new MemoryStore())) {
            MqttLink there = house.links.link(ConnectionSpec.to("#office"));
            var here = new Ear(house.link(), "a", Qos.AT_LEAST_ONCE);
            var away = new Ear(there, "a", Qos.AT_LEAST_ONCE);
            house.connected();
            LinkContract.awaitSubscribed(house);
            LinkContract.awaitSubscribed(there);

            LinkContract.publishAll(house.link(), "a", List.of("here"), Qos.AT_LEAST_ONCE);
            LinkContract.publishAll(there, "a", List.of("away"), Qos.AT_LEAST_ONCE);

            await().atMost(SOON).until(() -> here.texts().equals(List.of("here")));
            await().atMost(SOON).until(() -> away.texts().equals(List.of("away")));
            assertThat(house.links.link(ConnectionSpec.to("#office"))).isSameAs(there);
            assertThat(house.links.link(ConnectionSpec.to("tcp://127.0.0.1:" + BROKER.port())))
                    .isSameAs(house.link());
            assertThat(house.health.parts().keySet())
                    .filteredOn(part -> part.startsWith("mqtt "))
                    .hasSize(2);
        }
    }

    private static BrokerAccess access(String url) {
        return TestConfig.access("mqtt.brokers.office.", url, MqttVersion.V3_1_1, TlsFiles.NONE);
    }
}

package io.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broker.Broker;
import io.serai.broker.config.BrokerConfig;
import io.serai.link.Links;
import io.serai.link.settings.LinkConfig;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.time.SystemTimekeeper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// An embedded broker on a free port and the gateway's links to it, for tests.
public final class BrokerHouse implements AutoCloseable {

    public final SystemTimekeeper time = new SystemTimekeeper();
    public final Counters counters = new Counters();
    public final Health health = new Health();
    public final Links links;
    private final OwnFolder folder = OwnFolder.make();
    private final Broker broker;

    public BrokerHouse() throws InterruptedException {
        broker =
                new Broker(
                        new BrokerConfig(
                                true,
                                "127.0.0.1",
                                0,
                                0,
                                BrokerConfig.Persistence.MEMORY,
                                262_144,
                                100,
                                1000,
                                1),
                        folder.path(),
                        time,
                        health,
                        new Counters());
        broker.start();
        links =
                new Links(
                        LinkConfig.DEFAULT,
                        time,
                        new MemoryStore(),
                        new MemoryMessages(time),
                        new MemoryMessages(time),
                        health,
                        counters);
        links.connectTo("tcp://127.0.0.1:" + broker.port(), Long.MAX_VALUE);
        links.start();
        assertThat(links.awaitConnected(Duration.ofSeconds(10))).isTrue();
    }

    public void publish(String topic, String text, Qos qos, boolean retained) throws Exception {
        links.link(ConnectionSpec.SHARED)
                .publish(
                        MqttMessage.of(topic, text.getBytes(StandardCharsets.UTF_8), qos, retained))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    public void publish(String topic, String text) throws Exception {
        publish(topic, text, Qos.AT_LEAST_ONCE, false);
    }

    @Override
    public void close() {
        links.close();
        broker.close();
        time.close();
        folder.close();
    }
}

package io.serai.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broker.Broker;
import io.serai.broker.BrokerConfig;
import io.serai.event.Events;
import io.serai.link.LinkConfig;
import io.serai.link.Links;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.time.SystemTimekeeper;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An embedded broker and the gateway's links to it, for the endpoints of one test class.
final class MqttHouse implements BeforeAllCallback, AfterAllCallback {

    final SystemTimekeeper time = new SystemTimekeeper();
    final Counters counters = new Counters();
    final Health health = new Health();
    private final MemoryMessages messages = new MemoryMessages(time);
    private @Nullable Path folder;
    private @Nullable Broker broker;
    private @Nullable Links links;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("serai");
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
                        folder,
                        time,
                        health,
                        new Counters());
        broker.start();
        links =
                new Links(
                        LinkConfig.DEFAULT,
                        time,
                        new MemoryStore(),
                        messages,
                        new MemoryMessages(time),
                        health,
                        counters);
        links.connectTo("tcp://127.0.0.1:" + broker.port());
        links.start();
        assertThat(links.awaitConnected(Duration.ofSeconds(10))).isTrue();
    }

    Links links() {
        return Objects.requireNonNull(links);
    }

    /// Of a flow that nobody listens to.
    Edge edge(String flow) {
        return new Edge(flow, false, new Events(), time);
    }

    /// What consumers need, with queues of their own.
    MessageIntakes intakes() {
        var own = new MemoryMessages(time);
        return new MessageIntakes(own, own, IntakeConfig.DEFAULT, time, counters, health);
    }

    /// Whatever comes for `filter` from now on.
    LinkedBlockingQueue<MqttMessage> listen(ConnectionSpec spec, String filter) {
        var heard = new LinkedBlockingQueue<MqttMessage>();
        MqttLink link = links().link(spec);
        link.subscribe(
                TopicFilter.parse(filter),
                Qos.EXACTLY_ONCE,
                delivery -> {
                    heard.add(delivery.message());
                    delivery.acknowledge();
                });
        return heard;
    }

    void publish(ConnectionSpec spec, MqttMessage message) throws Exception {
        links().link(spec).publish(message).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    static MqttMessage message(String topic, String payload, Qos qos) {
        return MqttMessage.of(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (links != null) {
            links.close();
        }
        if (broker != null) {
            broker.close();
        }
        time.close();
        try (Stream<Path> files = Files.walk(Objects.requireNonNull(folder))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

package io.serai.node;

import static org.awaitility.Awaitility.await;

import io.serai.event.Events;
import io.serai.link.Links;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.node.input.InputConfig;
import io.serai.node.input.MqttInputs;
import io.serai.node.spi.FlowEvents;
import io.serai.observe.Health;
import io.serai.store.MemoryMessages;
import io.serai.testing.BrokerHouse;
import io.serai.time.SystemTimekeeper;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A [BrokerHouse] for the endpoints of one test class.
public final class MqttHouse implements BeforeAllCallback, AfterAllCallback {

    private @Nullable BrokerHouse house;

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        house = new BrokerHouse();
    }

    private BrokerHouse house() {
        return Objects.requireNonNull(house);
    }

    public Links links() {
        return house().links;
    }

    public SystemTimekeeper time() {
        return house().time;
    }

    Health health() {
        return house().health;
    }

    /// How often the gateway's own connection was there again.
    long reconnects() {
        return house().counters
                .count("mqtt.reconnects", links().link(ConnectionSpec.SHARED).name());
    }

    /// Of a flow that nobody listens to.
    FlowEvents flowEvents(String flow) {
        return new FlowEvents(flow, false, new Events(), time());
    }

    /// What consumers need, with queues of their own.
    public MqttInputs inputs() {
        var own = new MemoryMessages(time());
        return new MqttInputs(own, own, InputConfig.DEFAULT, time(), house().counters, health());
    }

    /// Whatever comes for `filter` from now on.
    public LinkedBlockingQueue<MqttMessage> listen(ConnectionSpec spec, String filter) {
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

    /// The broker takes subscriptions in order, so when one made now brings something, those before do too.
    void awaitSubscribed(ConnectionSpec spec) {
        LinkedBlockingQueue<MqttMessage> heard = listen(spec, "mark/+");
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    publish(spec, message("mark/x", "x", Qos.AT_LEAST_ONCE));
                    return !heard.isEmpty();
                });
    }

    public void publish(ConnectionSpec spec, MqttMessage message) throws Exception {
        links().link(spec).publish(message).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    public static MqttMessage message(String topic, String payload, Qos qos) {
        return MqttMessage.of(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (house != null) {
            house.close();
        }
    }
}

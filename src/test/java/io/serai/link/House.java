package io.serai.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.link.settings.LinkConfig;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.mqtt.Will;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.FailedMessages;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.store.MessageQueues;
import io.serai.store.Store;
import io.serai.time.SystemTimekeeper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// The links of one gateway and what stands around them, for tests.
public final class House implements AutoCloseable {

    public final Counters counters = new Counters();
    public final Health health = new Health();
    final SystemTimekeeper time = new SystemTimekeeper();
    public final Links links;

    House(String url) {
        this(config(url, "house"), new MemoryStore());
    }

    public House(LinkConfig config, Store store) {
        var messages = new MemoryMessages(time);
        links = links(config, store, messages, messages);
    }

    /// @param messages where its outboxes are
    public House(LinkConfig config, MessageQueues messages) {
        links = links(config, new MemoryStore(), messages, new MemoryMessages(time));
    }

    public House(LinkConfig config, MessageQueues messages, FailedMessages failed) {
        links = links(config, new MemoryStore(), messages, failed);
    }

    private Links links(
            LinkConfig config, Store store, MessageQueues messages, FailedMessages failed) {
        return new Links(
                config, time, store, messages, failed, health, counters, Duration.ofMillis(100));
    }

    /// Of a client of its own, whatever earlier tests left at the broker.
    public static LinkConfig config(String url, String name) {
        return usual(url, name).build();
    }

    public static TestConfig usual(String url, String name) {
        return TestConfig.at(url).clientId(name + "-" + UUID.randomUUID());
    }

    /// A durable connection with a client identifier of its own.
    public static ConnectionSpec client(
            String clientId, Optional<Will> will, Optional<Duration> keepAlive) {
        return new ConnectionSpec(
                Optional.empty(),
                Optional.empty(),
                Optional.of(clientId),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                will,
                keepAlive);
    }

    public House connected() throws InterruptedException {
        links.start();
        assertThat(links.awaitConnected(Duration.ofSeconds(10))).isTrue();
        return this;
    }

    public MqttLink link() {
        return links.link(ConnectionSpec.SHARED);
    }

    public long count(String counter) {
        return counters.count(counter, link().name());
    }

    public static MqttMessage message(String topic, String text, Qos qos, boolean retained) {
        return MqttMessage.of(topic, text.getBytes(StandardCharsets.UTF_8), qos, retained);
    }

    /// Keeps what comes and acknowledges at once.
    public static final class Ear {
        public final List<MqttMessage> messages = new CopyOnWriteArrayList<>();
        final MqttLink.Subscription subscription;

        public Ear(MqttLink link, String filter, Qos qos) {
            subscription =
                    link.subscribe(
                            TopicFilter.parse(filter),
                            qos,
                            delivery -> {
                                messages.add(delivery.message());
                                delivery.acknowledge();
                            });
        }

        public List<String> texts() {
            return messages.stream()
                    .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    @Override
    public void close() {
        links.close();
        time.close();
    }
}

package io.serai.link.settings;

import io.serai.config.ConfigReader;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How the gateway connects to brokers.
///
/// @param own `mqtt.*`, the gateway's own broker
/// @param brokers `mqtt.brokers.NAME.*`, others by name, for `brokerUrl=#NAME`
/// @param availabilityTopic `mqtt.availability-topic`, where the gateway says online and offline, retained;
///     `{client-id}` stands for its client identifier. Empty: it says nothing
/// @param keepAlive `mqtt.keep-alive`, 1 to 65535 s; a dead connection is noticed after at most one and a
///     half of it
/// @param maxInflight `mqtt.max-inflight`, 1 to 65000 publishes on the way at once. Some Mosquittos
///     acknowledge and lose QoS 2 messages beyond 20
/// @param receiveMaximum `mqtt.receive-maximum`, 1 to 65535 messages of an MQTT 5 broker on the way to us
/// @param maxQueued `mqtt.max-queued`, 1 to 1000000 publishes that wait in memory for the window
/// @param maxPacketSize `mqtt.max-packet-size`, bytes of the largest packet taken from a broker
/// @param outbox `outbox.*`
public record LinkConfig(
        BrokerAccess own,
        Map<String, BrokerAccess> brokers,
        Optional<String> availabilityTopic,
        Duration keepAlive,
        int maxInflight,
        int receiveMaximum,
        int maxQueued,
        int maxPacketSize,
        OutboxConfig outbox) {

    private static final String BROKER_NAME = "[a-z0-9][a-z0-9-]*";

    /// Everything at its default.
    public static final LinkConfig DEFAULT =
            new LinkConfig(
                    BrokerAccess.EMBEDDED,
                    Map.of(),
                    Optional.of("serai/{client-id}/state"),
                    Duration.ofSeconds(20),
                    20,
                    1000,
                    10_000,
                    16 * 1024 * 1024,
                    OutboxConfig.DEFAULT);

    public LinkConfig {
        brokers = Map.copyOf(brokers);
    }

    public static LinkConfig read(ConfigReader reader) {
        return new LinkConfig(
                BrokerAccess.read(reader, BrokerAccess.OWN),
                others(reader),
                availabilityTopic(reader),
                Duration.ofSeconds(reader.number("mqtt.keep-alive", 20, 1, 65_535)),
                reader.number("mqtt.max-inflight", DEFAULT.maxInflight, 1, 65_000),
                reader.number("mqtt.receive-maximum", DEFAULT.receiveMaximum, 1, 65_535),
                reader.number("mqtt.max-queued", DEFAULT.maxQueued, 1, 1_000_000),
                reader.number("mqtt.max-packet-size", DEFAULT.maxPacketSize, 1024, 268_435_460),
                OutboxConfig.read(reader));
    }

    private static Map<String, BrokerAccess> others(ConfigReader reader) {
        Map<String, BrokerAccess> brokers = new TreeMap<>();
        for (String name : reader.names(BrokerAccess.OTHERS, "url")) {
            String prefix = BrokerAccess.OTHERS + name + ".";
            brokers.put(name, BrokerAccess.read(reader, prefix));
            if (!name.matches(BROKER_NAME)) {
                reader.reject(
                        prefix + "url",
                        "names a broker \"%s\"; use small letters, digits and dashes"
                                .formatted(name));
            }
        }
        return brokers;
    }

    private static Optional<String> availabilityTopic(ConfigReader reader) {
        String key = "mqtt.availability-topic";
        Optional<String> topic =
                Optional.of(reader.text(key, DEFAULT.availabilityTopic.orElseThrow()))
                        .filter(text -> !text.isEmpty());
        if (topic.isPresent() && (topic.get().contains("+") || topic.get().contains("#"))) {
            reader.reject(key, "holds a wildcard; name one topic, or leave it empty");
        }
        return topic;
    }

    /// The same, for a gateway that says neither online nor offline.
    public LinkConfig withoutAvailability() {
        return new LinkConfig(
                own,
                brokers,
                Optional.empty(),
                keepAlive,
                maxInflight,
                receiveMaximum,
                maxQueued,
                maxPacketSize,
                outbox);
    }

    /// `mqtt.url`; empty for the embedded broker.
    public Optional<String> url() {
        return own.url();
    }

    /// Never shows a password.
    @Override
    public String toString() {
        return "%s %s".formatted(own, brokers);
    }
}

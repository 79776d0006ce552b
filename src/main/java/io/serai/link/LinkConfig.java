package io.serai.link;

import io.serai.config.ConfigReader;

import java.time.Duration;
import java.util.Optional;

/// How the gateway connects to brokers.
///
/// @param url `mqtt.url`, `tcp://host:port` or `ssl://host:port`; empty for the embedded broker
/// @param clientId `mqtt.client-id`; empty for one that is made once and kept
/// @param username `mqtt.username`
/// @param password `mqtt.password`, a secret
/// @param keepAlive `mqtt.keep-alive`, 1 to 65535 s; a dead connection is noticed after at most one and a
///     half of it
/// @param maxInflight `mqtt.max-inflight`, 1 to 65000 publishes on the way at once. Some Mosquittos
///     acknowledge and lose QoS 2 messages beyond 20
/// @param maxQueued `mqtt.max-queued`, 1 to 1000000 publishes that wait in memory for the window
/// @param maxPacketSize `mqtt.max-packet-size`, bytes of the largest packet taken from a broker
/// @param outbox `outbox.*`
public record LinkConfig(
        Optional<String> url,
        Optional<String> clientId,
        Optional<String> username,
        Optional<String> password,
        Duration keepAlive,
        int maxInflight,
        int maxQueued,
        int maxPacketSize,
        OutboxConfig outbox) {

    /// Everything at its default.
    public static final LinkConfig DEFAULT =
            new LinkConfig(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(20),
                    20,
                    10_000,
                    16 * 1024 * 1024,
                    OutboxConfig.DEFAULT);

    public static LinkConfig read(ConfigReader reader) {
        var config =
                new LinkConfig(
                        reader.optionalText("mqtt.url"),
                        reader.optionalText("mqtt.client-id"),
                        reader.optionalText("mqtt.username"),
                        reader.secret("mqtt.password"),
                        Duration.ofSeconds(reader.number("mqtt.keep-alive", 20, 1, 65_535)),
                        reader.number("mqtt.max-inflight", DEFAULT.maxInflight, 1, 65_000),
                        reader.number("mqtt.max-queued", DEFAULT.maxQueued, 1, 1_000_000),
                        reader.number(
                                "mqtt.max-packet-size", DEFAULT.maxPacketSize, 1024, 268_435_460),
                        OutboxConfig.read(reader));
        config.url.ifPresent(url -> {
            try {
                var _ = Address.parse(url);
            } catch (IllegalArgumentException e) {
                reader.reject("mqtt.url", "cannot be used: " + e.getMessage());
            }
        });
        if (config.password.isPresent() && config.username.isEmpty()) {
            // [MQTT-3.1.2-22] without a user name there can be no password
            reader.reject("mqtt.password", "is given without mqtt.username; set both or neither");
        }
        return config;
    }

    /// Never shows the password.
    @Override
    public String toString() {
        return "mqtt.url=%s mqtt.client-id=%s".formatted(url.orElse(""), clientId.orElse(""));
    }
}

package io.serai.mqtt;

import java.time.Duration;
import java.util.Optional;

/// Which connection an endpoint wants. Endpoints that want the same share one connection; those
/// that ask for nothing special share the gateway's own.
///
/// @param brokerUrl `tcp://host:port` or `ssl://host:port`; empty for the gateway's broker
/// @param clientId empty for the gateway's own client identifier
/// @param cleanSession whether the broker forgets subscriptions and queued messages when the
///     connection ends [MQTT-3.1.2-6]
/// @param username sent when present, with or without a password
/// @param keepAlive empty for the gateway's default
public record ConnectionSpec(
        Optional<String> brokerUrl,
        Optional<String> clientId,
        boolean cleanSession,
        Optional<String> username,
        Optional<String> password,
        Optional<Will> will,
        Optional<Duration> keepAlive) {

    /// The gateway's own durable connection to its broker.
    public static final ConnectionSpec SHARED =
            new ConnectionSpec(
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// Never shows the password.
    @Override
    public String toString() {
        return "connection to %s as %s"
                .formatted(
                        brokerUrl.orElse("the gateway's broker"), clientId.orElse("the gateway"));
    }
}

package io.serai.mqtt;

import java.time.Duration;
import java.util.Optional;

/// Which connection an endpoint wants. Endpoints that want the same share one connection; those
/// that ask for nothing special share the gateway's own.
///
/// @param broker `tcp://host:port`, `ssl://`, `ws://` or `wss://`; `#name` for one of the settings; empty
///     for the gateway's broker
/// @param version empty for that broker's setting
/// @param clientId empty for one of the gateway's own
/// @param cleanSession whether the broker forgets subscriptions and queued messages when the
///     connection ends [MQTT-3.1.2-6]; with MQTT 5, whether it forgets what an earlier run left
/// @param sessionExpiry how long an MQTT 5 broker keeps the session; empty for ever, or not at all when
///     `cleanSession`
/// @param username sent when present, with or without a password
/// @param keepAlive empty for the gateway's default
public record ConnectionSpec(
        Optional<String> broker,
        Optional<MqttVersion> version,
        Optional<String> clientId,
        boolean cleanSession,
        Optional<Duration> sessionExpiry,
        Optional<String> username,
        Optional<String> password,
        Optional<Will> will,
        Optional<Duration> keepAlive) {

    /// The gateway's own durable connection to its broker.
    public static final ConnectionSpec SHARED =
            new ConnectionSpec(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// The gateway's durable connection to another broker.
    ///
    /// @param broker a URL, or `#name` for one of the settings
    public static ConnectionSpec to(String broker) {
        return new ConnectionSpec(
                Optional.of(broker),
                SHARED.version,
                SHARED.clientId,
                SHARED.cleanSession,
                SHARED.sessionExpiry,
                SHARED.username,
                SHARED.password,
                SHARED.will,
                SHARED.keepAlive);
    }

    /// Never shows the password.
    @Override
    public String toString() {
        return "connection to %s as %s"
                .formatted(broker.orElse("the gateway's broker"), clientId.orElse("the gateway"));
    }
}

package io.serai.link;

import io.serai.mqtt.Will;

import java.time.Duration;
import java.util.Optional;

/// What one connection says of itself.
///
/// @param name as told to people, in logs and health
/// @param own whether this is the gateway's own broker, so that settings can be named in errors
record LaneSpec(
        String name,
        Address address,
        String clientId,
        boolean cleanSession,
        Duration keepAlive,
        Optional<String> username,
        Optional<String> password,
        Optional<Will> will,
        boolean own) {

    /// The same broker and login on another connection: its own client identifier, no will.
    LaneSpec lane(int number) {
        return number == 1
                ? this
                : new LaneSpec(
                        "%s (connection %d)".formatted(name, number),
                        address,
                        clientId + "-" + number,
                        cleanSession,
                        keepAlive,
                        username,
                        password,
                        Optional.empty(),
                        own);
    }

    /// Never shows the password.
    @Override
    public String toString() {
        return "%s as %s".formatted(address, clientId);
    }
}

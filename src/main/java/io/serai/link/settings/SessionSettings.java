package io.serai.link.settings;

import io.serai.mqtt.MqttVersion;
import io.serai.mqtt.Will;

import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLContext;

/// What one connection says of itself.
///
/// @param name as told to people, in logs and health
/// @param tls empty for Java's own; only where the address encrypts
/// @param maxPacketSize bytes of the largest packet that the broker takes, as far as we know without being
///     told; [Long#MAX_VALUE] when we do not
/// @param settings what the names of this broker's settings begin with, such as `mqtt.`, so that errors
///     can name them; empty where an endpoint states everything
public record SessionSettings(
        String name,
        Address address,
        Optional<SSLContext> tls,
        String clientId,
        Session session,
        Login login,
        Duration keepAlive,
        Optional<Will> will,
        long maxPacketSize,
        Optional<String> settings) {

    /// Whether the broker runs in this process: it is the only one whose limits we know.
    public boolean isEmbedded() {
        return maxPacketSize < Long.MAX_VALUE;
    }

    /// How long the broker knows us.
    ///
    /// @param clean begins anew; with MQTT 5 only at the first connect of a run
    /// @param expiry after a connection has ended; MQTT 5 only
    public record Session(MqttVersion version, boolean clean, Optional<Duration> expiry) {

        private static final Duration FOR_EVER = Duration.ofSeconds(0xffff_ffffL);

        public boolean isMqtt5() {
            return version == MqttVersion.V5;
        }

        /// What is asked of an MQTT 5 broker: a session that is not clean stays, as with 3.1.1.
        public Duration wantedExpiry() {
            return expiry.orElse(clean ? Duration.ZERO : FOR_EVER);
        }

        /// Whether the next connect drops what the broker has of us.
        public boolean startsClean(boolean wasConnected) {
            return clean && !(wasConnected && isMqtt5() && wantedExpiry().isPositive());
        }
    }

    /// Either may be missing.
    public record Login(Optional<String> username, Optional<String> password) {

        /// Never shows the password.
        @Override
        public String toString() {
            return username.orElse("");
        }
    }

    /// The same broker and login on another connection: its own client identifier, no will.
    public SessionSettings session(int number) {
        return number == 1
                ? this
                : new SessionSettings(
                        "%s (connection %d)".formatted(name, number),
                        address,
                        tls,
                        clientId + "-" + number,
                        session,
                        login,
                        keepAlive,
                        Optional.empty(),
                        maxPacketSize,
                        settings);
    }

    /// Never shows the password.
    @Override
    public String toString() {
        return "%s as %s".formatted(address, clientId);
    }
}

package io.serai.mqtt;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// What a broker publishes when this client is gone without a DISCONNECT (MQTT 3.1.1 section 3.1.2.5),
/// and what the client itself says on the same topic.
///
/// @param message the will; also published by the client before an orderly DISCONNECT, because that
///     suppresses the broker's copy
/// @param birth payload published on the will's topic, with its QoS and retained flag, after each
///     successful connect
/// @param delay how long the broker waits, so that a client that is back meanwhile was never missed
///     (MQTT 5 section 3.1.3.2.2); nothing with 3.1.1
@SuppressWarnings("OptionalContainsArray") // compared by content below
public record Will(MqttMessage message, Optional<byte[]> birth, Duration delay) {

    /// One that the broker publishes at once.
    public static Will of(MqttMessage message, Optional<byte[]> birth) {
        return new Will(message, birth, Duration.ZERO);
    }

    /// What is published after each connect.
    public Optional<MqttMessage> birthMessage() {
        return birth.map(message::withPayload);
    }

    /// By content: two endpoints that state the same will mean the same connection.
    @Override
    public boolean equals(Object other) {
        return other instanceof Will(MqttMessage message, Optional<byte[]> birth, Duration delay)
                && message.equals(this.message)
                && birth.isPresent() == this.birth.isPresent()
                && Arrays.equals(birth.orElse(new byte[0]), this.birth.orElse(new byte[0]))
                && delay.equals(this.delay);
    }

    @Override
    public int hashCode() {
        return message.hashCode();
    }
}

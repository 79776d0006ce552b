package io.serai.mqtt;

import java.util.Arrays;
import java.util.Optional;

/// What a broker publishes when this client is gone without a DISCONNECT (MQTT 3.1.1 section 3.1.2.5),
/// and what the client itself says on the same topic.
///
/// @param message the will; also published by the client before an orderly DISCONNECT, because that
///     suppresses the broker's copy
/// @param birth payload published on the will's topic, with its QoS and retained flag, after each
///     successful connect
public record Will(MqttMessage message, Optional<byte[]> birth) {

    /// By content: two endpoints that state the same will mean the same connection.
    @Override
    public boolean equals(Object other) {
        return other instanceof Will(MqttMessage message, Optional<byte[]> birth)
                && message.equals(this.message)
                && birth.isPresent() == this.birth.isPresent()
                && Arrays.equals(birth.orElse(new byte[0]), this.birth.orElse(new byte[0]));
    }

    @Override
    public int hashCode() {
        return message.hashCode();
    }
}

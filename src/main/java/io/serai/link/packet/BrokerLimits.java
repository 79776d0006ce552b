package io.serai.link.packet;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// What a broker says in CONNACK that it takes and keeps (MQTT 5 section 3.2.2.3). A 3.1.1 broker says
/// nothing.
///
/// @param receiveMaximum QoS 1 and 2 messages on the way to it at once
/// @param maxPacketSize bytes of the largest packet; [Long#MAX_VALUE] without limit
/// @param keepAlive instead of ours [MQTT-3.1.2-21]
/// @param sessionExpiry instead of what was asked [MQTT-3.1.2-23]
public record BrokerLimits(
        int receiveMaximum,
        long maxPacketSize,
        Qos maxQos,
        boolean keepsRetained,
        Optional<Duration> keepAlive,
        Optional<Duration> sessionExpiry) {

    private static final int MOST = 65_535;

    public static final BrokerLimits NONE =
            new BrokerLimits(
                    MOST,
                    Long.MAX_VALUE,
                    Qos.EXACTLY_ONCE,
                    true,
                    Optional.empty(),
                    Optional.empty());

    /// The limits that a CONNACK says.
    ///
    /// @param knownSize bytes of the largest packet where the broker does not say it; [Long#MAX_VALUE] when
    ///     nobody knows
    public static BrokerLimits of(MqttConnAckMessage answer, long knownSize) {
        MqttProperties said = answer.variableHeader().properties();
        return new BrokerLimits(
                PropertyCodec.number(said, MqttPropertyType.RECEIVE_MAXIMUM)
                        .filter(most -> most > 0)
                        .map(Long::intValue)
                        .orElse(MOST),
                PropertyCodec.number(said, MqttPropertyType.MAXIMUM_PACKET_SIZE)
                        .filter(most -> most > 0)
                        .orElse(knownSize),
                PropertyCodec.number(said, MqttPropertyType.MAXIMUM_QOS)
                        .filter(most -> most < 2)
                        .map(most -> Qos.of(most.intValue()))
                        .orElse(Qos.EXACTLY_ONCE),
                PropertyCodec.number(said, MqttPropertyType.RETAIN_AVAILABLE)
                        .filter(available -> available == 0)
                        .isEmpty(),
                PropertyCodec.number(said, MqttPropertyType.SERVER_KEEP_ALIVE)
                        .map(Duration::ofSeconds),
                PropertyCodec.number(said, MqttPropertyType.SESSION_EXPIRY_INTERVAL)
                        .map(Duration::ofSeconds));
    }

    /// The same where no larger packets are taken than of so many bytes.
    public BrokerLimits atMost(long bytes) {
        return bytes >= maxPacketSize
                ? this
                : new BrokerLimits(
                        receiveMaximum, bytes, maxQos, keepsRetained, keepAlive, sessionExpiry);
    }

    /// Why `message` must not be sent there; null when it may.
    public @Nullable String refusal(MqttMessage message) {
        if (maxPacketSize < Long.MAX_VALUE) {
            long size = PacketSize.of(message);
            if (size > maxPacketSize) {
                // [MQTT-3.2.2-15]
                return "it takes %d bytes, and the broker takes packets of %d at most"
                        .formatted(size, maxPacketSize);
            }
        }
        if (message.retained() && !keepsRetained) {
            return "the broker keeps no retained messages"; // [MQTT-3.2.2-14]
        }
        return null;
    }
}

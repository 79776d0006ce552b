package io.serai.mqtt;

import java.util.Arrays;

/// One application message.
///
/// @param payload the bytes as sent; never changed after construction by anyone. Empty means
///     "cleared" where `retained` topics are concerned, not a value
/// @param retained on a message received: a copy the broker had kept, not a live one
///     [MQTT-3.3.1-8]; on one to publish: the broker shall keep it
/// @param duplicate on a message received: it may have been delivered before [MQTT-3.3.1-1]
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record MqttMessage(
        TopicName topic, byte[] payload, Qos qos, boolean retained, boolean duplicate) {

    /// A live, first-time message.
    public static MqttMessage of(String topic, byte[] payload, Qos qos, boolean retained) {
        return new MqttMessage(new TopicName(topic), payload, qos, retained, false);
    }

    public MqttMessage withQos(Qos newQos) {
        return newQos == qos ? this : new MqttMessage(topic, payload, newQos, retained, duplicate);
    }

    /// The same message, which may have been delivered before.
    public MqttMessage asDuplicate() {
        return duplicate ? this : new MqttMessage(topic, payload, qos, retained, true);
    }

    @Override
    public boolean equals(Object other) {
        return other
                        instanceof
                        MqttMessage(
                                TopicName topic,
                                byte[] payload,
                                Qos qos,
                                boolean retained,
                                boolean duplicate)
                && topic.equals(this.topic)
                && Arrays.equals(payload, this.payload)
                && qos == this.qos
                && retained == this.retained
                && duplicate == this.duplicate;
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "%s (%d bytes, QoS %d%s)"
                .formatted(topic, payload.length, qos.level(), retained ? ", retained" : "");
    }
}

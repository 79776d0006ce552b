package io.serai.mqtt;

import java.util.Arrays;

/// One application message.
///
/// @param payload the bytes as sent; never changed after construction by anyone. Empty means
///     "cleared" where `retained` topics are concerned, not a value
/// @param retained on a message received: a copy the broker had kept, not a live one
///     [MQTT-3.3.1-8]; on one to publish: the broker shall keep it
/// @param duplicate on a message received: it may have been delivered before [MQTT-3.3.1-1]
/// @param properties what MQTT 5 carries beside the payload; [MqttProperties#NONE] with 3.1.1
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record MqttMessage(
        TopicName topic,
        byte[] payload,
        Qos qos,
        boolean retained,
        boolean duplicate,
        MqttProperties properties) {

    /// A live, first-time message without properties.
    public static MqttMessage of(String topic, byte[] payload, Qos qos, boolean retained) {
        return new MqttMessage(
                new TopicName(topic), payload, qos, retained, false, MqttProperties.NONE);
    }

    public MqttMessage withQos(Qos newQos) {
        return newQos == qos
                ? this
                : new MqttMessage(topic, payload, newQos, retained, duplicate, properties);
    }

    public MqttMessage withPayload(byte[] newPayload) {
        return new MqttMessage(topic, newPayload, qos, retained, duplicate, properties);
    }

    public MqttMessage withProperties(MqttProperties newProperties) {
        return new MqttMessage(topic, payload, qos, retained, duplicate, newProperties);
    }

    /// The same message, which may have been delivered before.
    public MqttMessage asDuplicate() {
        return duplicate ? this : new MqttMessage(topic, payload, qos, retained, true, properties);
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
                                boolean duplicate,
                                MqttProperties properties)
                && topic.equals(this.topic)
                && Arrays.equals(payload, this.payload)
                && qos == this.qos
                && retained == this.retained
                && duplicate == this.duplicate
                && properties.equals(this.properties);
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

package io.serai.node;

/// Headers that the palette's nodes read and write, beside camel-paho's own. All begin with `Camel`, so
/// that no filter lets one in from outside.
final class NodeConstants {

    /// Boolean: a copy the broker had kept, not a live message [MQTT-3.3.1-8].
    static final String MQTT_RETAINED = "CamelMqttRetained";

    /// Boolean: it may have been delivered before [MQTT-3.3.1-1].
    static final String MQTT_DUPLICATE = "CamelMqttDuplicate";

    /// Boolean: the payload is empty, which clears a topic and is no value.
    static final String MQTT_CLEARED = "CamelMqttCleared";

    /// Text: where an answer is expected. From outside, so not to be trusted as a place to publish.
    static final String MQTT_RESPONSE_TOPIC = "CamelMqttResponseTopic";

    /// Bytes: goes with the answer.
    static final String MQTT_CORRELATION_DATA = "CamelMqttCorrelationData";

    static final String MQTT_CONTENT_TYPE = "CamelMqttContentType";

    /// Whole number of seconds that the message is worth delivering.
    static final String MQTT_MESSAGE_EXPIRY = "CamelMqttMessageExpiry";

    /// Boolean: the payload claims to be UTF-8.
    static final String MQTT_PAYLOAD_TEXT = "CamelMqttPayloadText";

    /// Map of texts by name; a list of texts where a name comes more than once.
    static final String MQTT_USER_PROPERTIES = "CamelMqttUserProperties";

    static final String DEVICE_ID = "CamelDeviceId";
    static final String DEVICE_UNIT = "CamelDeviceUnit";

    /// Boolean: whether the threshold holds now.
    static final String THRESHOLD_ON = "CamelThresholdOn";

    /// Boolean: whether this message made it switch.
    static final String THRESHOLD_CHANGED = "CamelThresholdChanged";

    /// Double: the number that was looked at.
    static final String THRESHOLD_VALUE = "CamelThresholdValue";

    private NodeConstants() {}
}

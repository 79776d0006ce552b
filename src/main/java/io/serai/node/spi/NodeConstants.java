package io.serai.node.spi;

/// Headers that the palette's nodes read and write, beside camel-paho's own. All begin with `Camel`, so
/// that no filter lets one in from outside.
public final class NodeConstants {

    /// Boolean: a copy the broker had kept, not a live message [MQTT-3.3.1-8].
    public static final String MQTT_RETAINED = "CamelMqttRetained";

    /// Boolean: it may have been delivered before [MQTT-3.3.1-1].
    public static final String MQTT_DUPLICATE = "CamelMqttDuplicate";

    /// Boolean: the payload is empty, which clears a topic and is no value.
    public static final String MQTT_CLEARED = "CamelMqttCleared";

    /// Text: where an answer is expected. From outside, so not to be trusted as a place to publish.
    public static final String MQTT_RESPONSE_TOPIC = "CamelMqttResponseTopic";

    /// Bytes: goes with the answer.
    public static final String MQTT_CORRELATION_DATA = "CamelMqttCorrelationData";

    public static final String MQTT_CONTENT_TYPE = "CamelMqttContentType";

    /// Whole number of seconds that the message is worth delivering.
    public static final String MQTT_MESSAGE_EXPIRY = "CamelMqttMessageExpiry";

    /// Boolean: the payload claims to be UTF-8.
    public static final String MQTT_PAYLOAD_TEXT = "CamelMqttPayloadText";

    /// Map of texts by name; a list of texts where a name comes more than once.
    public static final String MQTT_USER_PROPERTIES = "CamelMqttUserProperties";

    public static final String DEVICE_ID = "CamelDeviceId";
    public static final String DEVICE_UNIT = "CamelDeviceUnit";

    /// Boolean: whether the threshold holds now.
    public static final String THRESHOLD_ON = "CamelThresholdOn";

    /// Boolean: whether this message made it switch.
    public static final String THRESHOLD_CHANGED = "CamelThresholdChanged";

    /// Double: the number that was looked at.
    public static final String THRESHOLD_VALUE = "CamelThresholdValue";

    private NodeConstants() {}
}

package io.serai.node.mqtt;

import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.MqttProperties.UserProperty;
import io.serai.mqtt.TopicName;
import io.serai.node.spi.BadMessageException;
import io.serai.node.spi.NodeConstants;

import org.apache.camel.Message;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// MQTT 5 properties as headers of a message and back. User properties stay together in one header: what
/// a stranger names never becomes a header that Camel heeds.
final class PropertyHeaders {

    private PropertyHeaders() {}

    static void set(Message in, MqttProperties properties) {
        if (properties.isEmpty()) {
            return;
        }
        properties
                .responseTopic()
                .ifPresent(topic -> in.setHeader(NodeConstants.MQTT_RESPONSE_TOPIC, topic.text()));
        properties
                .correlationData()
                .ifPresent(data -> in.setHeader(NodeConstants.MQTT_CORRELATION_DATA, data));
        properties
                .contentType()
                .ifPresent(type -> in.setHeader(NodeConstants.MQTT_CONTENT_TYPE, type));
        properties
                .messageExpiry()
                .ifPresent(expiry ->
                        in.setHeader(NodeConstants.MQTT_MESSAGE_EXPIRY, expiry.toSeconds()));
        if (properties.text()) {
            in.setHeader(NodeConstants.MQTT_PAYLOAD_TEXT, true);
        }
        if (!properties.userProperties().isEmpty()) {
            in.setHeader(NodeConstants.MQTT_USER_PROPERTIES, map(properties.userProperties()));
        }
    }

    /// A text by name, or the list of them when a name comes more than once.
    private static Map<String, Object> map(List<UserProperty> properties) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (UserProperty each : properties) {
            map.merge(
                    each.name(),
                    each.value(),
                    (before, next) -> {
                        List<Object> all =
                                new ArrayList<>(
                                        before instanceof List<?> list ? list : List.of(before));
                        all.add(next);
                        return all;
                    });
        }
        return map;
    }

    /// What is to be published with the message. A header with Paho's own class, which only a route can
    /// have set, says everything.
    static MqttProperties of(Message in) {
        Object paho = in.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES);
        if (paho != null) {
            return PahoProperties.of(paho);
        }
        return new MqttProperties(
                Optional.ofNullable(text(in, NodeConstants.MQTT_RESPONSE_TOPIC))
                        .map(TopicName::new),
                Optional.ofNullable(
                        in.getHeader(NodeConstants.MQTT_CORRELATION_DATA, byte[].class)),
                Optional.ofNullable(text(in, NodeConstants.MQTT_CONTENT_TYPE)),
                Optional.ofNullable(in.getHeader(NodeConstants.MQTT_MESSAGE_EXPIRY, Long.class))
                        .map(Duration::ofSeconds),
                in.getHeader(NodeConstants.MQTT_PAYLOAD_TEXT, false, Boolean.class),
                userProperties(in.getHeader(NodeConstants.MQTT_USER_PROPERTIES)));
    }

    private static @Nullable String text(Message in, String header) {
        return in.getHeader(header, String.class);
    }

    private static List<UserProperty> userProperties(@Nullable Object header) {
        if (header == null) {
            return List.of();
        }
        if (!(header instanceof Map<?, ?> map)) {
            throw new BadMessageException(
                    "header %s must be a map, is %s"
                            .formatted(
                                    NodeConstants.MQTT_USER_PROPERTIES,
                                    header.getClass().getSimpleName()));
        }
        List<UserProperty> properties = new ArrayList<>();
        map.forEach((name, value) -> {
            if (value instanceof Iterable<?> values) {
                values.forEach(each -> properties.add(property(name, each)));
            } else {
                properties.add(property(name, value));
            }
        });
        return properties;
    }

    private static UserProperty property(Object name, Object value) {
        return new UserProperty(String.valueOf(name), String.valueOf(value));
    }
}

package io.serai.link.packet;

import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.TopicName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Our properties of a message as Netty's and back. 3.1.1 packets have none, and Netty writes none there.
public final class PropertyCodec {

    private PropertyCodec() {}

    static io.netty.handler.codec.mqtt.MqttProperties encode(MqttProperties ours) {
        if (ours.isEmpty()) {
            return io.netty.handler.codec.mqtt.MqttProperties.NO_PROPERTIES;
        }
        var encoded = new io.netty.handler.codec.mqtt.MqttProperties();
        if (ours.text()) {
            encoded.add(number(MqttPropertyType.PAYLOAD_FORMAT_INDICATOR, 1));
        }
        ours.messageExpiry()
                .ifPresent(expiry ->
                        encoded.add(
                                number(
                                        MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL,
                                        expiry.toSeconds())));
        ours.contentType()
                .ifPresent(type -> encoded.add(text(MqttPropertyType.CONTENT_TYPE, type)));
        ours.responseTopic()
                .ifPresent(
                        topic -> encoded.add(text(MqttPropertyType.RESPONSE_TOPIC, topic.text())));
        ours.correlationData()
                .ifPresent(data ->
                        encoded.add(
                                new BinaryProperty(
                                        MqttPropertyType.CORRELATION_DATA.value(), data)));
        ours.userProperties()
                .forEach(each -> encoded.add(new UserProperty(each.name(), each.value())));
        return encoded;
    }

    static MqttProperties decode(io.netty.handler.codec.mqtt.MqttProperties theirs) {
        if (theirs.isEmpty()) {
            return MqttProperties.NONE;
        }
        return new MqttProperties(
                text(theirs, MqttPropertyType.RESPONSE_TOPIC).flatMap(PropertyCodec::topic),
                Optional.ofNullable(value(theirs, MqttPropertyType.CORRELATION_DATA, byte[].class)),
                text(theirs, MqttPropertyType.CONTENT_TYPE),
                number(theirs, MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL)
                        .map(Duration::ofSeconds),
                number(theirs, MqttPropertyType.PAYLOAD_FORMAT_INDICATOR)
                        .filter(format -> format == 1)
                        .isPresent(),
                userProperties(theirs));
    }

    private static Optional<TopicName> topic(String text) {
        try {
            return Optional.of(new TopicName(text));
        } catch (IllegalArgumentException _) {
            // [MQTT-3.3.2-14] a broker should have refused it. Nobody can be answered there, and
            // the
            // message must not end the connection each time it comes.
            return Optional.empty();
        }
    }

    private static List<MqttProperties.UserProperty> userProperties(
            io.netty.handler.codec.mqtt.MqttProperties theirs) {
        return theirs.getProperties(MqttPropertyType.USER_PROPERTY.value()).stream()
                .map(UserProperty.class::cast)
                .map(each -> new MqttProperties.UserProperty(each.value().key, each.value().value))
                .toList();
    }

    static IntegerProperty number(MqttPropertyType type, long value) {
        return new IntegerProperty(type.value(), (int) value); // unsigned on the wire
    }

    private static StringProperty text(MqttPropertyType type, String value) {
        return new StringProperty(type.value(), value);
    }

    static Optional<Long> number(
            io.netty.handler.codec.mqtt.MqttProperties theirs, MqttPropertyType type) {
        return Optional.ofNullable(value(theirs, type, Integer.class)).map(Integer::toUnsignedLong);
    }

    public static Optional<String> text(
            io.netty.handler.codec.mqtt.MqttProperties theirs, MqttPropertyType type) {
        return Optional.ofNullable(value(theirs, type, String.class));
    }

    private static <T> @Nullable T value(
            io.netty.handler.codec.mqtt.MqttProperties theirs,
            MqttPropertyType type,
            Class<T> kind) {
        MqttProperty<?> property = theirs.getProperty(type.value());
        return property == null ? null : kind.cast(property.value());
    }
}

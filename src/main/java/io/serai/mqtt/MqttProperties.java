package io.serai.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What MQTT 5 carries beside the payload (MQTT 5 section 3.3.2.3). On a connection that speaks 3.1.1
/// a message loses them.
///
/// @param responseTopic where an answer is expected
/// @param correlationData tells the one who asked which question an answer is for; 0 to 65535 bytes, never
///     changed after construction by anyone
/// @param contentType as the sender calls it, usually a MIME type
/// @param messageExpiry how long it is worth delivering: whole seconds, 0 to 4294967295
/// @param text whether the payload claims to be UTF-8 [MQTT-3.3.2-4]
/// @param userProperties in order; a name may come more than once
@SuppressWarnings("OptionalContainsArray") // compared by content below
public record MqttProperties(
        Optional<TopicName> responseTopic,
        Optional<byte[]> correlationData,
        Optional<String> contentType,
        Optional<Duration> messageExpiry,
        boolean text,
        List<UserProperty> userProperties) {

    private static final int LONGEST = 65_535;
    private static final long LATEST = 0xffff_ffffL;

    public static final MqttProperties NONE =
            new MqttProperties(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    List.of());

    /// A name and a value that sender and receiver have agreed on.
    public record UserProperty(String name, String value) {

        public UserProperty {
            requireText("name of a user property", name);
            requireText("value of user property \"" + name + "\"", value);
        }

        /// Without the value, which may be private.
        @Override
        public String toString() {
            return name;
        }
    }

    public MqttProperties {
        correlationData.ifPresent(data -> {
            if (data.length > LONGEST) {
                throw new IllegalArgumentException("correlation data is longer than 65535 bytes");
            }
        });
        contentType.ifPresent(type -> requireText("content type", type));
        messageExpiry.ifPresent(expiry -> {
            if (expiry.isNegative() || expiry.toSeconds() > LATEST) {
                throw new IllegalArgumentException(
                        "message expiry must be 0 to 4294967295 s, is " + expiry.toSeconds());
            }
        });
        userProperties = List.copyOf(userProperties);
    }

    /// [MQTT-1.5.4-2] and the two bytes that hold a length.
    private static void requireText(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " holds the character U+0000");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException(what + " is longer than 65535 bytes");
        }
    }

    public boolean isEmpty() {
        return userProperties.isEmpty()
                && responseTopic.isEmpty()
                && correlationData.isEmpty()
                && contentType.isEmpty()
                && messageExpiry.isEmpty()
                && !text;
    }

    /// Where to answer, and with what so that the answer is recognised.
    public MqttProperties withResponse(TopicName topic, byte[] correlation) {
        return new MqttProperties(
                Optional.of(topic),
                Optional.of(correlation),
                contentType,
                messageExpiry,
                text,
                userProperties);
    }

    public MqttProperties withContentType(String type) {
        return new MqttProperties(
                responseTopic,
                correlationData,
                Optional.of(type),
                messageExpiry,
                text,
                userProperties);
    }

    public MqttProperties withMessageExpiry(Duration expiry) {
        return new MqttProperties(
                responseTopic,
                correlationData,
                contentType,
                Optional.of(expiry),
                text,
                userProperties);
    }

    public MqttProperties withUserProperties(List<UserProperty> properties) {
        return new MqttProperties(
                responseTopic, correlationData, contentType, messageExpiry, text, properties);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MqttProperties that
                && responseTopic.equals(that.responseTopic)
                && correlationData.isPresent() == that.correlationData.isPresent()
                && Arrays.equals(
                        correlationData.orElse(new byte[0]),
                        that.correlationData.orElse(new byte[0]))
                && contentType.equals(that.contentType)
                && messageExpiry.equals(that.messageExpiry)
                && text == that.text
                && userProperties.equals(that.userProperties);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                responseTopic,
                correlationData.map(Arrays::hashCode),
                contentType,
                messageExpiry,
                text,
                userProperties);
    }

    /// Names the user properties, but not their values.
    @Override
    public String toString() {
        return "response topic %s, correlation data %d bytes, content type %s, expiry %s, user properties %s"
                .formatted(
                        responseTopic.map(TopicName::text).orElse("none"),
                        correlationData.map(data -> data.length).orElse(0),
                        contentType.orElse("none"),
                        messageExpiry.map(expiry -> expiry.toSeconds() + " s").orElse("none"),
                        userProperties);
    }
}

package io.serai.mqtt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What brokers take. Some end the connection on which they get anything else, and it is that of all flows.
public final class Publishable {

    /// Mosquitto takes no topic with more (TOPIC_HIERARCHY_LIMIT).
    private static final int MOST_SLASHES = 200;

    private static final char LAST_CONTROL = 0x1f;

    private Publishable() {}

    /// Sees whether a message may be sent to any broker.
    ///
    /// @param toGatewayBroker see [#requireTopic]
    /// @throws IllegalArgumentException when it may not; names the topic and says what to change
    public static void require(MqttMessage message, boolean toGatewayBroker) {
        requireTopic(message.topic(), toGatewayBroker);
        MqttProperties properties = message.properties();
        if (properties.isEmpty()) {
            return;
        }
        properties.responseTopic().ifPresent(topic -> requireText("response topic", topic.text()));
        properties.contentType().ifPresent(type -> requireText("content type", type));
        for (MqttProperties.UserProperty each : properties.userProperties()) {
            requireText("name of a user property", each.name());
            requireText("value of user property \"" + shown(each.name()) + "\"", each.value());
        }
        if (properties.text()) {
            requireUtf8(message.payload());
        }
    }

    /// Sees whether messages may be published on a topic: one that holds no characters that a broker may
    /// refuse (MQTT 5 section 1.5.4). Topics that begin with `$` are the broker's own [MQTT-4.7.2]; some
    /// outside take orders there, as on `$aws/things`.
    ///
    /// @param toGatewayBroker whether it is the gateway's own broker, where no client has anything to say
    ///     on such topics
    /// @throws IllegalArgumentException when they may not; names the topic and says what to change
    public static void requireTopic(TopicName topic, boolean toGatewayBroker) {
        String text = topic.text();
        requireText("topic", text);
        if (text.charAt(0) == '$'
                && (toGatewayBroker || text.startsWith("$SYS") || text.startsWith("$share"))) {
            throw new IllegalArgumentException(
                    ("nothing can be published on \"%s\": topics that begin with $ are the broker's own."
                                    + " Publish on another topic")
                            .formatted(shown(text)));
        }
        if (text.length() > MOST_SLASHES
                && text.chars().filter(each -> each == '/').count() > MOST_SLASHES) {
            throw new IllegalArgumentException(
                    "topic \"%s\" has more than %d levels; publish on a shorter one"
                            .formatted(shown(text), MOST_SLASHES));
        }
    }

    private static void requireText(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each > LAST_CONTROL && each < 0x7f) {
                continue;
            }
            int character = text.codePointAt(i);
            if (!isTaken(character)) {
                throw new IllegalArgumentException(
                        ("%s \"%s\" holds the character U+%04X at place %d, for which a broker may end the"
                                        + " connection of all flows. Take it out before it is published")
                                .formatted(what, shown(text), character, i + 1));
            }
            if (Character.isSupplementaryCodePoint(character)) {
                i++;
            }
        }
    }

    private static boolean isTaken(int character) {
        boolean isControl = character <= LAST_CONTROL || (character >= 0x7f && character <= 0x9f);
        boolean isHalf =
                character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        boolean isNone =
                (character & 0xfffe) == 0xfffe || (character >= 0xfdd0 && character <= 0xfdef);
        return !isControl && !isHalf && !isNone;
    }

    private static void requireUtf8(byte[] payload) {
        try {
            var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the payload is said to be text and is not UTF-8; encode it so, or leave out that it is"
                            + " text",
                    e);
        }
    }

    private static String shown(String text) {
        int longest = 100;
        String cut = text.length() <= longest ? text : text.substring(0, longest) + "…";
        var plain = new StringBuilder();
        cut.codePoints()
                .forEach(each -> {
                    if (isTaken(each)) {
                        plain.appendCodePoint(each);
                    } else {
                        plain.append("\\u%04X".formatted(each));
                    }
                });
        return plain.toString();
    }
}

package io.serai.mqtt;

import java.nio.charset.StandardCharsets;

/// The topic a message is published on: no wildcards, no U+0000, 1 to 65535 bytes of UTF-8
/// [MQTT-4.7.1-1, MQTT-4.7.3-1 to -3].
/// The constructor throws IllegalArgumentException for a text that breaks one of these.
public record TopicName(String text) {

    public TopicName {
        requireLegal("topic name", text);
        if (text.indexOf('+') >= 0 || text.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "topic name \"%s\" holds a wildcard; publish to one topic".formatted(text));
        }
    }

    static void requireLegal(String what, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty; it needs at least one character");
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " holds the character U+0000");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > 65_535) {
            throw new IllegalArgumentException(what + " is longer than 65535 bytes");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.serai.topic;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// The last message of a topic.
///
/// @param payload at most [#MOST_BYTES] of it; never changed by anyone
/// @param bytes how many it has
/// @param retained whether the broker keeps a message of this topic, as far as it has shown
/// @param time when it came here
/// @param count messages heard on the topic since it is watched, a kept one that was found included
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record TopicValue(
        String topic,
        byte[] payload,
        int bytes,
        Qos qos,
        boolean retained,
        Instant time,
        long count) {

    /// What is kept of one payload.
    public static final int MOST_BYTES = 1_000_000;

    /// What a message says of its topic.
    ///
    /// @param before what was known; null for nothing
    static TopicValue of(MqttMessage message, @Nullable TopicValue before, Instant time) {
        byte[] payload = message.payload();
        return new TopicValue(
                message.topic().text(),
                payload.length > MOST_BYTES ? Arrays.copyOf(payload, MOST_BYTES) : payload,
                payload.length,
                message.qos(),
                // An empty one clears what was kept [MQTT-3.3.1-10]; of others only a copy tells.
                message.retained() || (before != null && before.retained() && payload.length > 0),
                time,
                before == null ? 1 : before.count() + 1);
    }

    /// Whether `message` says the same.
    boolean isOf(MqttMessage message) {
        return bytes == message.payload().length
                && Arrays.equals(payload, 0, payload.length, message.payload(), 0, payload.length);
    }

    /// Whether not the whole payload is kept.
    public boolean isCut() {
        return payload.length < bytes;
    }

    /// The payload as text; empty when it is none.
    public Optional<String> text() {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
            return text.chars().anyMatch(TopicValue::isNoText)
                    ? Optional.empty()
                    : Optional.of(text);
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static boolean isNoText(int character) {
        return character < ' ' && character != '\n' && character != '\r' && character != '\t';
    }

    TopicValue asRetained() {
        return retained ? this : new TopicValue(topic, payload, bytes, qos, true, time, count);
    }

    @Override
    public boolean equals(Object other) {
        return other
                        instanceof
                        TopicValue(
                                String topic,
                                byte[] payload,
                                int bytes,
                                Qos qos,
                                boolean retained,
                                Instant time,
                                long count)
                && topic.equals(this.topic)
                && Arrays.equals(payload, this.payload)
                && bytes == this.bytes
                && qos == this.qos
                && retained == this.retained
                && time.equals(this.time)
                && count == this.count;
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + Long.hashCode(count);
    }

    @Override
    public String toString() {
        return "%s (%d bytes, number %d)".formatted(topic, bytes, count);
    }
}

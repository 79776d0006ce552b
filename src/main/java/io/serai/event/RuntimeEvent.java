package io.serai.event;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Something that passed the flowEvents of a flow, or would have, had the flow not run dry. What goes out is told
/// just before it does; whether it arrives is not said.
public sealed interface RuntimeEvent {

    /// The flow's id.
    String flow();

    /// Id of the route that it came to or left from; empty when that is not known.
    String route();

    Instant time();

    /// Whether it came into the flow; otherwise it went out.
    default boolean isIncoming() {
        return switch (this) {
            case MessageCame _, DeviceRead _, DeviceChanged _, ContentCame _ -> true;
            case MessagePublished _, DeviceSet _, DeviceSimulated _, ContentSent _ -> false;
        };
    }

    /// Whether it only would have gone out, because the flow runs dry.
    default boolean isDry() {
        return false;
    }

    /// About how many bytes it keeps in memory.
    default int size() {
        return switch (this) {
            case MessageCame came -> sizeOf(came.message);
            case MessagePublished published -> sizeOf(published.message);
            case ContentCame came -> came.content.size();
            case ContentSent sent -> sent.content.size();
            case DeviceRead _, DeviceChanged _, DeviceSet _, DeviceSimulated _ -> BASE;
        };
    }

    /// An MQTT message.
    ///
    /// @param payload never changed by anyone
    /// @param qos 0, 1 or 2
    /// @param retained came in: a copy the broker had kept; went out: the broker shall keep it
    /// @param duplicate came in: it may have been delivered before
    /// @param properties of MQTT 5, by name; those of the user as `user/NAME`, which may come more than once
    @SuppressWarnings("ArrayRecordComponent") // compared by content below
    record Message(
            String topic,
            byte[] payload,
            int qos,
            boolean retained,
            boolean duplicate,
            Map<String, List<String>> properties) {

        public Message {
            properties = Map.copyOf(properties);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Message message
                    && topic.equals(message.topic)
                    && Arrays.equals(payload, message.payload)
                    && qos == message.qos
                    && retained == message.retained
                    && duplicate == message.duplicate
                    && properties.equals(message.properties);
        }

        @Override
        public int hashCode() {
            return 31 * topic.hashCode() + Arrays.hashCode(payload);
        }

        /// The payload left out.
        @Override
        public String toString() {
            return "%s (%d bytes, QoS %d%s)"
                    .formatted(topic, payload.length, qos, retained ? ", retained" : "");
        }
    }

    /// What an endpoint other than those of messages and devices brought or was given.
    ///
    /// @param uri of the endpoint, without its secrets
    /// @param headers as texts
    /// @param bytes empty when there is no body, or one that can be read only once
    @SuppressWarnings("OptionalContainsArray") // compared by content below
    record Content(String uri, Map<String, String> headers, Optional<byte[]> bytes) {

        public Content {
            headers = Map.copyOf(headers);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Content content
                    && uri.equals(content.uri)
                    && headers.equals(content.headers)
                    && bytes.isPresent() == content.bytes.isPresent()
                    && Arrays.equals(bytes.orElse(new byte[0]), content.bytes.orElse(new byte[0]));
        }

        @Override
        public int hashCode() {
            return Objects.hash(uri, headers);
        }

        /// Headers and body left out.
        @Override
        public String toString() {
            return "%s (%s)"
                    .formatted(uri, bytes.map(each -> each.length + " bytes").orElse("no body"));
        }

        private int size() {
            int size = BASE + 2 * uri.length() + bytes.map(each -> each.length).orElse(0);
            for (Map.Entry<String, String> each : headers.entrySet()) {
                size += 2 * (each.getKey().length() + each.getValue().length());
            }
            return size;
        }
    }

    /// A message began its way through the flow.
    ///
    /// @param broker where it came from, as told to people
    record MessageCame(String flow, String route, Instant time, String broker, Message message)
            implements RuntimeEvent {}

    /// A message was handed to a connection.
    ///
    /// @param broker where it went to, as told to people
    record MessagePublished(
            String flow, String route, Instant time, String broker, Message message, boolean isDry)
            implements RuntimeEvent {}

    /// The flow read a device because the time had come.
    ///
    /// @param value `on`, `off` or a number
    record DeviceRead(String flow, String route, Instant time, String device, String value)
            implements RuntimeEvent {}

    /// The flow was told that a device has another value.
    ///
    /// @param value `on`, `off` or a number
    record DeviceChanged(String flow, String route, Instant time, String device, String value)
            implements RuntimeEvent {}

    /// The flow set a device.
    ///
    /// @param value `on`, `off` or a number
    record DeviceSet(
            String flow, String route, Instant time, String device, String value, boolean isDry)
            implements RuntimeEvent {}

    /// The flow set a simulated device by hand.
    ///
    /// @param value `on`, `off` or a number
    record DeviceSimulated(
            String flow, String route, Instant time, String device, String value, boolean isDry)
            implements RuntimeEvent {}

    /// Another endpoint brought something.
    record ContentCame(String flow, String route, Instant time, Content content)
            implements RuntimeEvent {}

    /// Another endpoint was given something.
    record ContentSent(String flow, String route, Instant time, Content content, boolean isDry)
            implements RuntimeEvent {}

    /// Of an event with nothing in it.
    int BASE = 200;

    private static int sizeOf(Message message) {
        int size = BASE + 2 * message.topic.length() + message.payload.length;
        for (Map.Entry<String, List<String>> each : message.properties.entrySet()) {
            size += 2 * each.getKey().length();
            for (String value : each.getValue()) {
                size += 2 * value.length();
            }
        }
        return size;
    }
}

package io.serai.flowtest.read;

import io.serai.mqtt.MqttMessage;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/// Something that happened in a testRun, as people are told of it.
public sealed interface TestEvent {

    /// Goes out of the flow, so that nothing is said to have gone out besides what was expected.
    sealed interface Outgoing extends TestEvent {}

    /// The test did something.
    record Done(String what) implements TestEvent {
        @Override
        public String toString() {
            return what;
        }
    }

    /// A message went through steps of a flow.
    ///
    /// @param exchange which one
    /// @param path `nightlight.camel.yaml: 12 unmarshal, 15 to`
    record Went(String exchange, StringBuilder path) implements TestEvent {
        @Override
        public String toString() {
            return "through " + path;
        }
    }

    /// A flow published.
    record Out(String flow, MqttMessage message) implements Outgoing {
        String text() {
            return textOf(message.payload());
        }

        @Override
        public String toString() {
            return "published %s %s (QoS %d%s)"
                    .formatted(
                            message.topic(),
                            shown(text()),
                            message.qos().level(),
                            message.retained() ? ", retained" : "");
        }
    }

    /// An output was set to another value.
    record DeviceSet(String id, String value) implements Outgoing {
        @Override
        public String toString() {
            return "device %s became %s".formatted(id, value);
        }
    }

    /// An endpoint outside the house got something.
    ///
    /// @param uri without options
    /// @param options of the URI
    record Sent(
            String flow,
            String uri,
            String body,
            Map<String, @Nullable Object> headers,
            Map<String, @Nullable Object> options)
            implements Outgoing {
        @Override
        public String toString() {
            return "sent to %s %s %s".formatted(uri, options, shown(body));
        }
    }

    /// A log line of a flow.
    record Said(String flow, String level, String text) implements TestEvent {
        @Override
        public String toString() {
            return "log %s %s".formatted(level, shown(text));
        }
    }

    /// A message could not be processed.
    ///
    /// @param place file and line
    record Failure(String place, String reason) implements TestEvent {
        @Override
        public String toString() {
            return "failed at %s: %s".formatted(place, reason);
        }
    }

    /// Characters of a value that a report shows.
    int SHOWN = 300;

    static String shown(String text) {
        String line = text.replace("\r", "\\r").replace("\n", "\\n");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
    }

    /// As text when it is some, else in hexadecimal.
    static String textOf(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\ufffd') < 0 ? text : "0x" + HexFormat.of().formatHex(bytes);
    }
}

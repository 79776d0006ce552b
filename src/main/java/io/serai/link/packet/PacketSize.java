package io.serai.link.packet;

import io.netty.buffer.ByteBufUtil;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.Qos;

/// Bytes of an MQTT 5 PUBLISH packet (MQTT 5 section 3.3).
public final class PacketSize {

    private static final int IDENTIFIER = 1;
    private static final int LENGTH = 2;

    private PacketSize() {}

    /// With MQTT 3.1.1 it is a byte less.
    public static long of(MqttMessage message) {
        int properties = properties(message.properties());
        long remaining =
                (long) LENGTH
                        + utf8(message.topic().text())
                        + (message.qos() == Qos.AT_MOST_ONCE ? 0 : LENGTH)
                        + variable(properties)
                        + properties
                        + message.payload().length;
        return 1 + variable(remaining) + remaining;
    }

    private static int properties(MqttProperties properties) {
        if (properties.isEmpty()) {
            return 0;
        }
        int size = properties.text() ? IDENTIFIER + 1 : 0;
        size += properties.messageExpiry().isPresent() ? IDENTIFIER + 4 : 0;
        size += properties.contentType().map(PacketSize::text).orElse(0);
        size += properties.responseTopic().map(topic -> text(topic.text())).orElse(0);
        size +=
                properties
                        .correlationData()
                        .map(data -> IDENTIFIER + LENGTH + data.length)
                        .orElse(0);
        for (MqttProperties.UserProperty each : properties.userProperties()) {
            size += text(each.name()) + LENGTH + utf8(each.value());
        }
        return size;
    }

    private static int text(String text) {
        return IDENTIFIER + LENGTH + utf8(text);
    }

    private static int utf8(String text) {
        return ByteBufUtil.utf8Bytes(text);
    }

    /// Of a variable byte integer (MQTT 5 section 1.5.5).
    private static int variable(long value) {
        int bytes = 1;
        for (long rest = value >> 7; rest > 0; rest >>= 7) {
            bytes++;
        }
        return bytes;
    }
}

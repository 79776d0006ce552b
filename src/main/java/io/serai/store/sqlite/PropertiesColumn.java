package io.serai.store.sqlite;

import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.MqttProperties.UserProperty;
import io.serai.mqtt.TopicName;
import io.serai.store.StoreException;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A message's properties as bytes; nothing when it has none, as most.
final class PropertiesColumn {

    private static final int FORM = 1;

    private PropertiesColumn() {}

    static byte @Nullable [] encode(MqttProperties properties) {
        if (properties.isEmpty()) {
            return null;
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            out.writeBoolean(properties.text());
            write(out, properties.responseTopic().map(topic -> utf8(topic.text())));
            write(out, properties.correlationData());
            write(out, properties.contentType().map(PropertiesColumn::utf8));
            out.writeLong(properties.messageExpiry().map(Duration::toSeconds).orElse(-1L));
            out.writeInt(properties.userProperties().size());
            for (UserProperty each : properties.userProperties()) {
                write(out, Optional.of(utf8(each.name())));
                write(out, Optional.of(utf8(each.value())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not in memory
        }
        return bytes.toByteArray();
    }

    /// @throws StoreException when the bytes are not of [#encode]
    static MqttProperties decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            return MqttProperties.NONE;
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int form = in.readUnsignedByte();
            if (form != FORM) {
                throw new IOException("form %d, known is %d".formatted(form, FORM));
            }
            boolean text = in.readBoolean();
            Optional<TopicName> responseTopic =
                    read(in).map(PropertiesColumn::text).map(TopicName::new);
            Optional<byte[]> correlationData = read(in);
            Optional<String> contentType = read(in).map(PropertiesColumn::text);
            long expiry = in.readLong();
            return new MqttProperties(
                    responseTopic,
                    correlationData,
                    contentType,
                    expiry < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(expiry)),
                    text,
                    userProperties(in));
        } catch (IOException e) {
            throw new StoreException(
                    "the properties of a message cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<UserProperty> userProperties(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<UserProperty> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = text(read(in).orElseThrow(IOException::new));
            found.add(new UserProperty(name, text(read(in).orElseThrow(IOException::new))));
        }
        return found;
    }

    private static void write(DataOutputStream out, Optional<byte[]> bytes) throws IOException {
        out.writeInt(bytes.map(each -> each.length).orElse(-1));
        if (bytes.isPresent()) {
            out.write(bytes.get());
        }
    }

    private static Optional<byte[]> read(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? Optional.empty() : Optional.of(in.readNBytes(length));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}

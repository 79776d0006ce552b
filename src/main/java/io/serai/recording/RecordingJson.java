package io.serai.recording;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.Content;
import io.serai.event.RuntimeEvent.ContentCame;
import io.serai.event.RuntimeEvent.ContentSent;
import io.serai.event.RuntimeEvent.DeviceChanged;
import io.serai.event.RuntimeEvent.DeviceRead;
import io.serai.event.RuntimeEvent.DeviceSet;
import io.serai.event.RuntimeEvent.DeviceSimulated;
import io.serai.event.RuntimeEvent.Message;
import io.serai.event.RuntimeEvent.MessageCame;
import io.serai.event.RuntimeEvent.MessagePublished;
import io.serai.flow.FlowInUse;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The lines of a recording, as `reference/recordings.md` describes them.
final class RecordingJson {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static final DateTimeFormatter NANOS =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    private static final String BASE64 = "-base64";

    private RecordingJson() {}

    /// @throws IOException when it is no JSON
    static JsonNode parse(String line) throws IOException {
        return JSON.readTree(line);
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    // Writing

    static ObjectNode json(RecordingHeader header) {
        FlowInUse flow = header.flow();
        ObjectNode json =
                object().put("recording", Recording.FORMAT)
                        .put("flow", flow.flow())
                        .put("version", flow.version())
                        .put("since", NANOS.format(flow.since()))
                        .put("begin", NANOS.format(header.begin()))
                        .put("zone", header.zone().getId())
                        .put("file", flow.file())
                        .put("text", flow.text());
        json.set("kamelets", texts(flow.kamelets()));
        json.set("values", texts(flow.values()));
        return json;
    }

    static ObjectNode json(RecordingEnd end) {
        return object().put("end", end.why())
                .put("time", NANOS.format(end.time()))
                .put("events", end.events())
                .put("dropped", end.dropped())
                .put("version", end.version());
    }

    static ObjectNode json(RuntimeEvent event) {
        ObjectNode json =
                object().put("time", NANOS.format(event.time()))
                        .put("direction", event.isIncoming() ? "in" : "out")
                        .put("kind", kind(event));
        if (event.isDry()) {
            json.put("dry", true);
        }
        json.put("route", event.route());
        switch (event) {
            case MessageCame it -> put(json, it.broker(), it.message());
            case MessagePublished it -> put(json, it.broker(), it.message());
            case DeviceRead it -> put(json, it.device(), it.value());
            case DeviceChanged it -> put(json, it.device(), it.value());
            case DeviceSet it -> put(json, it.device(), it.value());
            case DeviceSimulated it -> put(json, it.device(), it.value());
            case ContentCame it -> put(json, it.content());
            case ContentSent it -> put(json, it.content());
        }
        return json;
    }

    private static String kind(RuntimeEvent event) {
        return switch (event) {
            case MessageCame _, MessagePublished _ -> "message";
            case DeviceRead _ -> "reading";
            case DeviceChanged _ -> "change";
            case DeviceSet _ -> "set";
            case DeviceSimulated _ -> "simulate";
            case ContentCame _, ContentSent _ -> "content";
        };
    }

    private static void put(ObjectNode json, String broker, Message message) {
        json.put("broker", broker)
                .put("topic", message.topic())
                .put("qos", message.qos())
                .put("retained", message.retained());
        if (message.duplicate()) {
            json.put("duplicate", true);
        }
        putBytes(json, "payload", message.payload());
        if (!message.properties().isEmpty()) {
            ObjectNode properties = json.putObject("properties");
            new TreeMap<>(message.properties())
                    .forEach((name, values) -> {
                        ArrayNode array = properties.putArray(name);
                        values.forEach(array::add);
                    });
        }
    }

    private static void put(ObjectNode json, String device, String value) {
        json.put("device", device).put("value", value);
    }

    private static void put(ObjectNode json, Content content) {
        json.put("uri", content.uri());
        json.set("headers", texts(content.headers()));
        content.bytes().ifPresent(bytes -> putBytes(json, "body", bytes));
    }

    private static void putBytes(ObjectNode json, String name, byte[] bytes) {
        String text = utf8(bytes);
        if (text == null) {
            json.put(name + BASE64, Base64.getEncoder().encodeToString(bytes));
        } else {
            json.put(name, text);
        }
    }

    /// The text that `bytes` spell; null when they are no UTF-8.
    static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private static ObjectNode texts(Map<String, String> map) {
        ObjectNode json = object();
        new TreeMap<>(map).forEach(json::put);
        return json;
    }

    // Reading

    /// @throws IllegalArgumentException when it is none
    static RecordingHeader header(JsonNode json) {
        if (!json.path("recording").isInt()) {
            throw new IllegalArgumentException(
                    "is no header of a recording; \"recording\" with the format's version is missing.");
        }
        int format = json.path("recording").intValue();
        if (format != Recording.FORMAT) {
            throw new IllegalArgumentException(
                    "is of format %d; this Serai reads format %d."
                            .formatted(format, Recording.FORMAT));
        }
        return new RecordingHeader(
                new FlowInUse(
                        text(json, "flow"),
                        json.path("version").asInt(),
                        instant(json, json.has("since") ? "since" : "begin"),
                        text(json, "file"),
                        text(json, "text"),
                        texts(json.path("kamelets")),
                        texts(json.path("values"))),
                zone(text(json, "zone")),
                instant(json, "begin"));
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"%s\" is no time zone.".formatted(id), e);
        }
    }

    /// @throws IllegalArgumentException when it is none
    static RecordingEnd end(JsonNode json) {
        return new RecordingEnd(
                instant(json, "time"),
                text(json, "end"),
                json.path("events").asLong(),
                json.path("dropped").asLong(),
                json.path("version").asInt());
    }

    /// @throws IllegalArgumentException when it is none
    static RuntimeEvent event(JsonNode json, String flow) {
        Instant time = instant(json, "time");
        String direction = text(json, "direction");
        String route = json.path("route").asText("");
        boolean dry = json.path("dry").asBoolean();
        String what = text(json, "kind") + " " + direction;
        return switch (what) {
            case "message in" ->
                    new MessageCame(flow, route, time, json.path("broker").asText(), message(json));
            case "message out" ->
                    new MessagePublished(
                            flow, route, time, json.path("broker").asText(), message(json), dry);
            case "reading in" ->
                    new DeviceRead(flow, route, time, text(json, "device"), text(json, "value"));
            case "change in" ->
                    new DeviceChanged(flow, route, time, text(json, "device"), text(json, "value"));
            case "set out" ->
                    new DeviceSet(
                            flow, route, time, text(json, "device"), text(json, "value"), dry);
            case "simulate out" ->
                    new DeviceSimulated(
                            flow, route, time, text(json, "device"), text(json, "value"), dry);
            case "content in" -> new ContentCame(flow, route, time, content(json));
            case "content out" -> new ContentSent(flow, route, time, content(json), dry);
            default ->
                    throw new IllegalArgumentException(
                            "\"%s\" is no kind and direction.".formatted(what));
        };
    }

    private static Message message(JsonNode json) {
        byte[] payload =
                bytes(json, "payload")
                        .orElseThrow(() -> new IllegalArgumentException("\"payload\" is missing."));
        var _ = Qos.of(json.path("qos").asInt());
        var _ = new TopicName(text(json, "topic"));
        Map<String, List<String>> properties = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : json.path("properties").properties()) {
            List<String> values = new ArrayList<>();
            each.getValue().forEach(value -> values.add(value.asText()));
            properties.put(each.getKey(), List.copyOf(values));
        }
        return new Message(
                text(json, "topic"),
                payload,
                json.path("qos").asInt(),
                json.path("retained").asBoolean(),
                json.path("duplicate").asBoolean(),
                properties);
    }

    private static Content content(JsonNode json) {
        return new Content(text(json, "uri"), texts(json.path("headers")), bytes(json, "body"));
    }

    private static Optional<byte[]> bytes(JsonNode json, String name) {
        if (json.path(name).isTextual()) {
            return Optional.of(json.path(name).textValue().getBytes(StandardCharsets.UTF_8));
        }
        return json.path(name + BASE64).isTextual()
                ? Optional.of(Base64.getDecoder().decode(json.path(name + BASE64).textValue()))
                : Optional.empty();
    }

    private static Map<String, String> texts(JsonNode json) {
        Map<String, String> texts = new TreeMap<>();
        json.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
    }

    private static String text(JsonNode json, String name) {
        if (!json.path(name).isTextual()) {
            throw new IllegalArgumentException("\"%s\" is missing.".formatted(name));
        }
        return json.path(name).textValue();
    }

    private static Instant instant(JsonNode json, String name) {
        try {
            return Instant.parse(text(json, name));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is no instant such as 2026-11-21T12:00:00.000000000Z.".formatted(name),
                    e);
        }
    }
}

package io.serai.node.spi;

import io.serai.device.spi.DeviceValue;
import io.serai.event.Events;
import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.Content;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.MqttProperties;
import io.serai.time.Timekeeper;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Tells what passes the flowEvents of one flow. Thread-safe; free of cost while nobody listens.
///
/// @param isDry whether the flow runs dry, so that nothing it sends goes out
public record FlowEvents(String flow, boolean isDry, Events events, Timekeeper time) {

    private static final int MOST_HEADERS = 100;
    private static final int HEADER_CHARACTERS = 1000;

    public void came(String route, String broker, MqttMessage message) {
        if (events.isWanted(flow)) {
            events.tell(
                    new RuntimeEvent.MessageCame(flow, route, time.now(), broker, told(message)));
        }
    }

    public void published(Exchange by, String broker, MqttMessage message) {
        if (events.isWanted(flow)) {
            published(route(by), broker, message);
        }
    }

    /// What a connection itself says.
    public void published(String route, String broker, MqttMessage message) {
        if (events.isWanted(flow)) {
            events.tell(
                    new RuntimeEvent.MessagePublished(
                            flow, route, time.now(), broker, told(message), isDry));
        }
    }

    public void read(String route, String device, DeviceValue value) {
        if (events.isWanted(flow)) {
            events.tell(
                    new RuntimeEvent.DeviceRead(flow, route, time.now(), device, value.toString()));
        }
    }

    public void changed(String route, String device, DeviceValue value) {
        if (events.isWanted(flow)) {
            events.tell(
                    new RuntimeEvent.DeviceChanged(
                            flow, route, time.now(), device, value.toString()));
        }
    }

    public void set(Exchange by, String device, DeviceValue value) {
        if (events.isWanted(flow)) {
            events.tell(
                    new RuntimeEvent.DeviceSet(
                            flow, route(by), time.now(), device, value.toString(), isDry));
        }
    }

    public void simulated(Exchange by, String device, DeviceValue value) {
        if (events.isWanted(flow)) {
            events.tell(
                    new RuntimeEvent.DeviceSimulated(
                            flow, route(by), time.now(), device, value.toString(), isDry));
        }
    }

    public void came(String route, Content content) {
        events.tell(new RuntimeEvent.ContentCame(flow, route, time.now(), content));
    }

    public void sent(String route, Content content) {
        events.tell(new RuntimeEvent.ContentSent(flow, route, time.now(), content, isDry));
    }

    /// Whether [#came] and [#sent] with content are worth their while.
    public boolean isWatched() {
        return events.isWanted(flow);
    }

    /// What `message` holds for the endpoint `uri`, without taking anything from it.
    public static Content content(String uri, Message message) {
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, Object> each : message.getHeaders().entrySet()) {
            if (each.getValue() != null && headers.size() < MOST_HEADERS) {
                String text = String.valueOf(each.getValue());
                headers.put(
                        each.getKey(),
                        text.substring(0, Math.min(text.length(), HEADER_CHARACTERS)));
            }
        }
        return new Content(uri, headers, Optional.ofNullable(bytes(message)));
    }

    private static byte @Nullable [] bytes(Message message) {
        Object body = message.getBody();
        return switch (body) {
            case null -> null;
            case byte[] bytes -> bytes;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case StreamCache cache -> copy(cache);
            // Whoever reads these leaves nothing for the endpoint.
            case InputStream _, Reader _, Iterator<?> _ -> null;
            default -> {
                byte[] bytes = message.getBody(byte[].class);
                yield bytes == null ? String.valueOf(body).getBytes(StandardCharsets.UTF_8) : bytes;
            }
        };
    }

    private static byte @Nullable [] copy(StreamCache cache) {
        var out = new ByteArrayOutputStream();
        try {
            cache.writeTo(out);
            return out.toByteArray();
        } catch (IOException _) {
            return null; // the endpoint will meet the same, and the flow tells of it
        } finally {
            cache.reset();
        }
    }

    public static String route(Exchange exchange) {
        String route = ExchangeHelper.getRouteId(exchange);
        return route == null ? "" : route;
    }

    private static RuntimeEvent.Message told(MqttMessage message) {
        return new RuntimeEvent.Message(
                message.topic().text(),
                message.payload(),
                message.qos().level(),
                message.retained(),
                message.duplicate(),
                message.properties().isEmpty() ? Map.of() : told(message.properties()));
    }

    private static Map<String, List<String>> told(MqttProperties properties) {
        Map<String, List<String>> told = new TreeMap<>();
        properties
                .responseTopic()
                .ifPresent(topic -> told.put("response-topic", List.of(topic.text())));
        properties
                .correlationData()
                .ifPresent(data ->
                        told.put(
                                "correlation-data",
                                List.of(Base64.getEncoder().encodeToString(data))));
        properties.contentType().ifPresent(type -> told.put("content-type", List.of(type)));
        properties
                .messageExpiry()
                .ifPresent(expiry ->
                        told.put("message-expiry", List.of(String.valueOf(expiry.toSeconds()))));
        if (properties.text()) {
            told.put("payload-text", List.of("true"));
        }
        for (MqttProperties.UserProperty each : properties.userProperties()) {
            told.computeIfAbsent("user/" + each.name(), _ -> new ArrayList<>()).add(each.value());
        }
        return told;
    }
}

package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.mqtt.TopicName;
import io.serai.topic.TopicSearch;
import io.serai.topic.TopicValue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What is said on the topics of the gateway's broker, and saying something there. Thread-safe.
public final class TopicApi implements ApiPart {

    /// For what the broker keeps of topics that nobody has watched.
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final int MOST_TOPICS = 10_000;
    private static final long PUBLISH_SECONDS = 10;

    private final TopicSearch topics;
    private final MqttLinks links;

    public TopicApi(TopicSearch topics, MqttLinks links) {
        this.topics = topics;
        this.links = links;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "topics", this::topics);
        routes.add("GET", "topics/{topic...}", this::topic);
        routes.add("POST", "publish", this::publish);
    }

    private JsonNode topics(ApiRequest request) {
        TopicFilter filter = filter(request.query().getOrDefault("filter", "#"));
        long most = request.number("n", 1000, 1, MOST_TOPICS);
        List<TopicValue> found = inTime(() -> topics.look(filter, LOOK));
        ObjectNode body = Json.object();
        ArrayNode told = body.putArray("topics");
        found.stream()
                .sorted(Comparator.comparing(TopicValue::topic))
                .limit(most)
                .forEach(each -> told.add(TopicJson.of(each, each.time().toString())));
        return body.put("more", found.size() > most);
    }

    private JsonNode topic(ApiRequest request) {
        String topic = request.parameter("topic");
        try {
            var _ = new TopicName(topic);
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(String.valueOf(e.getMessage()));
        }
        return inTime(() -> topics.find(TopicFilter.parse(topic), LOOK))
                .map(value -> TopicJson.of(value, value.time().toString()))
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "Nothing is known of topic \"%s\": the broker keeps no message of it, and"
                                                .formatted(topic)
                                        + " none has come since it is watched."));
    }

    private static TopicFilter filter(String text) {
        try {
            TopicFilter filter = TopicFilter.parse(text);
            if (filter.shareGroup().isEmpty()) {
                return filter;
            }
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(String.valueOf(e.getMessage()));
        }
        throw RefusedException.badRequest(
                "topic filter \"%s\": a shared subscription would take messages away from others."
                        .formatted(text));
    }

    private interface Wait<T> {
        T done() throws InterruptedException;
    }

    private static <T> T inTime(Wait<T> wait) {
        try {
            return wait.done();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping();
        }
    }

    private static RefusedException stopping() {
        return new RefusedException(503, "The gateway is stopping.", List.of());
    }

    private JsonNode publish(ApiRequest request) {
        MqttMessage message = message(request.json());
        try {
            links.link(ConnectionSpec.SHARED)
                    .publish(message)
                    .toCompletableFuture()
                    .get(PUBLISH_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | MqttLinkException e) {
            String reason = String.valueOf(e instanceof ExecutionException ? e.getCause() : e);
            throw new RefusedException(
                    503,
                    "Not published to %s: %s"
                            .formatted(
                                    message.topic(),
                                    reason.replaceFirst("^[\\w.]+Exception: ", "")),
                    List.of());
        } catch (TimeoutException _) {
            throw new RefusedException(
                    504,
                    "The broker has not acknowledged it within %d s; it is sent until it does."
                            .formatted(PUBLISH_SECONDS),
                    List.of());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw stopping();
        }
        return Json.object().put("published", message.topic().text());
    }

    private static MqttMessage message(JsonNode body) {
        JsonNode payload = body.path("payload");
        if (!body.path("topic").isTextual()) {
            throw RefusedException.badRequest("\"topic\" is missing; it is where to publish.");
        }
        if (payload.isMissingNode() || payload.isNull()) {
            throw RefusedException.badRequest(
                    "\"payload\" is missing; an empty text clears what the broker keeps.");
        }
        try {
            return MqttMessage.of(
                    body.path("topic").textValue(),
                    bytes(payload, body.path("encoding").asText("")),
                    Qos.of(body.path("qos").asInt(0)),
                    body.path("retain").asBoolean(false));
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] bytes(JsonNode payload, String encoding) {
        String text = payload.isTextual() ? payload.textValue() : payload.toString();
        return switch (encoding) {
            case "" -> text.getBytes(StandardCharsets.UTF_8);
            case "base64" -> Base64.getDecoder().decode(text);
            default ->
                    throw new IllegalArgumentException(
                            "encoding \"%s\" is not known; leave it out or give base64"
                                    .formatted(encoding));
        };
    }
}

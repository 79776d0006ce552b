package io.serai.console.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.Json;
import io.serai.topic.TopicValue;

import java.util.Base64;
import java.util.Optional;

/// A topic's last message as pages get it.
final class TopicJson {

    private static final ObjectReader JSON =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /// A longer text is not looked into.
    private static final int MOST_LOOKED_INTO = 64_000;

    private TopicJson() {}

    static ObjectNode of(TopicValue value, String time) {
        ObjectNode json = put(Json.object(), value);
        return json.put("time", time);
    }

    /// For what is sent as it happens, with the time as a number.
    static ObjectNode live(TopicValue value) {
        return put(Json.object(), value).put("time", value.time().toEpochMilli());
    }

    private static ObjectNode put(ObjectNode json, TopicValue value) {
        Optional<String> text = value.text();
        json.put("topic", value.topic());
        json.put(
                "payload",
                text.orElseGet(() -> Base64.getEncoder().encodeToString(value.payload())));
        json.put("kind", text.map(TopicJson::kind).orElse("binary"));
        json.put("bytes", value.bytes());
        if (value.isCut()) {
            json.put("cut", true);
        }
        json.put("qos", value.qos().level());
        json.put("retained", value.retained());
        json.put("count", value.count());
        return json;
    }

    private static String kind(String text) {
        if (text.isEmpty()) {
            return "empty";
        }
        String bare = text.strip();
        boolean looksLikeJson = bare.startsWith("{") || bare.startsWith("[");
        return looksLikeJson && bare.length() <= MOST_LOOKED_INTO && isJson(bare) ? "json" : "text";
    }

    private static boolean isJson(String text) {
        try {
            JSON.readTree(text);
            return true;
        } catch (JsonProcessingException _) {
            return false;
        }
    }
}

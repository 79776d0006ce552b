package io.serai.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Asks parts of the API without a server, and takes what channels tell.
final class Asked {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiRoutes routes = new ApiRoutes();

    /// An answer.
    record Answer(int status, JsonNode body) {

        String error() {
            return body.path("error").asText();
        }
    }

    Asked(ApiPart... parts) {
        for (ApiPart each : parts) {
            each.addTo(routes);
        }
    }

    Answer get(String target) throws JsonProcessingException {
        return ask("GET", target, "");
    }

    /// @param target path and query below `/api/`
    Answer ask(String method, String target, String body) throws JsonProcessingException {
        ApiAnswer answer;
        try {
            answer =
                    routes.answer(
                            ApiRequest.of(
                                    method,
                                    ApiRequest.PREFIX + target,
                                    Map.of(),
                                    body.getBytes(StandardCharsets.UTF_8)));
        } catch (RefusedException e) {
            answer = e.answer();
        }
        return new Answer(
                answer.status(),
                JSON.readTree(new String(answer.content(), StandardCharsets.UTF_8)));
    }

    static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }

    /// What a page was told.
    static final class Page implements LiveFeed {

        private final Map<String, JsonNode> latest = new TreeMap<>();
        private final List<JsonNode> next = new ArrayList<>();

        @Override
        public synchronized void latest(String key, JsonNode value) {
            latest.put(key, value);
        }

        @Override
        public synchronized void next(JsonNode value) {
            next.add(value);
        }

        /// What was told of each key since the last call.
        synchronized Map<String, JsonNode> latest() {
            Map<String, JsonNode> told = new TreeMap<>(latest);
            latest.clear();
            return told;
        }

        /// What was told since the last call.
        synchronized List<JsonNode> next() {
            List<JsonNode> told = List.copyOf(next);
            next.clear();
            return told;
        }
    }
}

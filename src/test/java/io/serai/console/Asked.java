package io.serai.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Asks parts of the API without a server, and takes what channels tell.
public final class Asked {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Asking asking;

    /// An answer.
    public record Answer(int status, JsonNode body) {

        public String error() {
            return body.path("error").asText();
        }
    }

    public Asked(ApiPart... parts) {
        asking = new Asking(parts);
    }

    public Answer get(String target) throws JsonProcessingException {
        return ask("GET", target, "");
    }

    /// Asks, and reads the answer.
    ///
    /// @param target path and query below `/api/`
    public Answer ask(String method, String target, String body) throws JsonProcessingException {
        ApiAnswer answer = asking.ask(method, target, body);
        return new Answer(answer.status(), JSON.readTree(Asking.text(answer)));
    }

    public static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }

    /// What a page was told.
    public static final class Page implements LiveFeed {

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
        public synchronized Map<String, JsonNode> latest() {
            Map<String, JsonNode> told = new TreeMap<>(latest);
            latest.clear();
            return told;
        }

        /// What was told since the last call.
        public synchronized List<JsonNode> next() {
            List<JsonNode> told = List.copyOf(next);
            next.clear();
            return told;
        }
    }
}

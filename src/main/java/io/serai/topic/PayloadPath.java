package io.serai.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import java.util.List;
import java.util.Optional;

/// Where in a JSON payload a value stands: `light`, `sensors.0.value`.
///
/// @param text as written
public record PayloadPath(String text) {

    private static final ObjectReader JSON =
            new ObjectMapper()
                    .reader()
                    .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /// A longer payload is not looked into.
    private static final int MOST_CHARACTERS = 100_000;

    /// @throws IllegalArgumentException when there is a name missing in it
    public PayloadPath {
        if (text.isEmpty() || List.of(text.split("\\.", -1)).contains("")) {
            throw new IllegalArgumentException("must be names with dots between, such as a.b.0");
        }
    }

    /// What stands there; empty when the payload is no JSON or has nothing there.
    public Optional<JsonNode> in(String payload) {
        if (payload.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(payload);
            for (String each : text.split("\\.", -1)) {
                node =
                        node.isArray() && each.matches("\\d{1,6}")
                                ? node.path(Integer.parseInt(each))
                                : node.path(each);
            }
            return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return text;
    }
}

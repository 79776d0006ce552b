package io.serai.flowtest.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// JSON as plain values.
public final class Json {

    private static final ObjectMapper MAPPER =
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Json() {}

    /// A value that was JSON; its own value may be null.
    public record Parsed(@Nullable Object value) {}

    /// What `text` says; empty when it is no JSON.
    public static Optional<Parsed> parse(String text) {
        try {
            return text.isBlank()
                    ? Optional.empty()
                    : Optional.of(new Parsed(MAPPER.readValue(text, Object.class)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    public static String write(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // maps, lists and scalars can always be written
        }
    }
}

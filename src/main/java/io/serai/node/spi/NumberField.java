package io.serai.node.spi;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.OptionalDouble;

/// Where in a message a number is.
///
/// @param path members of JSON objects, dots going deeper; empty for the body itself
/// @param mayBeMissing whether an object without it is left alone instead of refused
public record NumberField(String path, boolean mayBeMissing) {

    /// The number; empty when it is missing and may be.
    ///
    /// @throws BadMessageException when there is something else
    public OptionalDouble read(@Nullable Object body) {
        if (path.isEmpty()) {
            return OptionalDouble.of(Payloads.number(body));
        }
        Object found = body;
        for (String name : path.split("\\.", -1)) {
            found = member(found, name);
            if (found == null) {
                if (mayBeMissing) {
                    return OptionalDouble.empty();
                }
                throw new BadMessageException("there is no \"%s\"".formatted(name));
            }
        }
        // A text is not a number here: JSON has both, and the sender chose.
        return switch (found) {
            case Number number -> OptionalDouble.of(Payloads.number(number));
            case JsonNode node when node.isNumber() ->
                    OptionalDouble.of(Payloads.number(node.numberValue()));
            case null, default ->
                    throw new BadMessageException("\"%s\" is not a number".formatted(path));
        };
    }

    private @Nullable Object member(@Nullable Object object, String name) {
        return switch (object) {
            case Map<?, ?> map -> map.containsKey(name) ? presence(map.get(name)) : null;
            case JsonNode node when node.isObject() -> node.get(name);
            case byte[] _ -> throw notParsed();
            case String _ -> throw notParsed();
            case null, default ->
                    throw new BadMessageException(
                            "a JSON object with \"%s\" was expected".formatted(path));
        };
    }

    /// JSON's null is a value, and a wrong one; only what is not there is missing.
    private static Object presence(@Nullable Object value) {
        return value == null ? "null" : value;
    }

    private BadMessageException notParsed() {
        return new BadMessageException(
                "field=%s needs a JSON object; put \"unmarshal: {json: {}}\" before threshold:"
                        .formatted(path));
    }
}

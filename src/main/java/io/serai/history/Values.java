package io.serai.history;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.device.spi.DeviceValue;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What can be kept: numbers, and words for states.
final class Values {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][+-]?\\d{1,4})?");
    private static final Set<String> STATES =
            Set.of(
                    "on", "off", "true", "false", "online", "offline", "open", "closed", "yes",
                    "no");

    private static final int MOST_CHARACTERS = 100;

    private Values() {}

    /// A number as a Double, a word of two states as a String.
    static Optional<Object> of(String text, HistoryEntry.Kind kind) {
        String bare = text.strip();
        Optional<Object> number =
                NUMBER.matcher(bare).matches()
                        ? Optional.of(Double.valueOf(bare)).filter(Double::isFinite).map(x -> x)
                        : Optional.empty();
        boolean isWord = !bare.isEmpty() && bare.length() <= MOST_CHARACTERS;
        return switch (kind) {
            case NUMBER -> number;
            case STATE -> isWord ? Optional.of(bare) : Optional.empty();
            case ANY ->
                    number.or(() -> STATES.contains(bare) ? Optional.of(bare) : Optional.empty());
        };
    }

    static Optional<Object> of(JsonNode node, HistoryEntry.Kind kind) {
        return node.isValueNode() ? of(node.asText(), kind) : Optional.empty();
    }

    static Object of(DeviceValue value) {
        return switch (value) {
            case DeviceValue.Number(double number) -> number;
            case DeviceValue.OnOff _ -> value.toString();
        };
    }
}

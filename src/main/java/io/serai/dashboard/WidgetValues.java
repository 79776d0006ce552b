package io.serai.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.serai.topic.PayloadPath;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/// What values of the house mean to a widget, and what people may set.
final class WidgetValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectReader READER =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final Pattern NUMBER = Pattern.compile("[+-]?[\\d.]+([eE][+-]?\\d{1,3})?");
    private static final int MOST_CHARACTERS = 100_000;
    private static final int MOST_LINE_CHARACTERS = 2000;

    private WidgetValues() {}

    /// What a text shows as; empty when it means nothing to such a widget.
    ///
    /// @param path of the value when the text is JSON
    static Optional<JsonNode> shown(
            Widget widget, String from, String text, Optional<PayloadPath> path) {
        if (path.isPresent()) {
            return path.get().in(text).flatMap(node -> shown(widget, from, node));
        }
        return switch (widget.type().shows()) {
            case NOTHING -> Optional.empty();
            case TEXT ->
                    widget.type() == WidgetType.ALERT && number(text).isPresent()
                            ? number(text)
                            : Optional.of(JSON.textNode(cut(text, MOST_CHARACTERS)));
            case NUMBER -> number(text);
            case ON_OFF -> onOff(widget.words(), text);
            case JSON -> json(text);
            case LINES ->
                    Optional.of(
                            JSON.objectNode()
                                    .put("from", from)
                                    .put("text", cut(text, MOST_LINE_CHARACTERS)));
        };
    }

    private static Optional<JsonNode> shown(Widget widget, String from, JsonNode node) {
        if (widget.type().shows() == WidgetType.Shows.JSON) {
            return Optional.of(node);
        }
        String text = node.isValueNode() ? node.asText() : node.toString();
        return shown(widget, from, text, Optional.empty());
    }

    static Optional<JsonNode> onOff(Widget.Words words, String text) {
        String bare = text.strip();
        String meaning = words.meaning(bare);
        if (meaning == null && words.equals(Widget.Words.USUAL)) {
            meaning =
                    switch (bare) {
                        case "true" -> "on";
                        case "false" -> "off";
                        default -> null;
                    };
        }
        return Optional.ofNullable(meaning).map(JSON::textNode);
    }

    private static Optional<JsonNode> number(String text) {
        String bare = text.strip();
        if (bare.length() > 100 || !NUMBER.matcher(bare).matches()) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(bare).stripTrailingZeros();
            // Written without an exponent, as every receiver reads it.
            return Optional.of(JSON.numberNode(number.scale() < 0 ? number.setScale(0) : number));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> json(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        try {
            return Optional.of(READER.readTree(text)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    /// The value that is set; a button has its own.
    ///
    /// @throws CommandException when it cannot be set with such a widget
    static JsonNode settable(Widget widget, JsonNode wanted) {
        return switch (widget.type()) {
            case BUTTON -> widget.options().path("value");
            case SWITCH -> {
                String word =
                        wanted.isBoolean() ? (wanted.asBoolean() ? "on" : "off") : wanted.asText();
                if (!word.equals("on") && !word.equals("off")) {
                    throw refused(widget, wanted, "it is set to on or off");
                }
                yield JSON.textNode(word);
            }
            case SLIDER, NUMBER -> {
                double min = widget.options().path("min").asDouble();
                double max = widget.options().path("max").asDouble();
                yield number(wanted.asText())
                        .filter(each -> each.doubleValue() >= min && each.doubleValue() <= max)
                        .orElseThrow(() ->
                                refused(
                                        widget,
                                        wanted,
                                        "it is set to a number from %s to %s"
                                                .formatted(
                                                        widget.options().path("min"),
                                                        widget.options().path("max"))));
            }
            case SELECT -> {
                for (JsonNode each : widget.options().path("options")) {
                    if (each.asText().equals(wanted.asText())) {
                        yield each;
                    }
                }
                throw refused(widget, wanted, "it is none of its options");
            }
            case COLOUR -> {
                if (!wanted.asText().matches("#[0-9a-fA-F]{6}")) {
                    throw refused(widget, wanted, "it is set to a colour such as #ff8800");
                }
                yield JSON.textNode(wanted.asText());
            }
            default ->
                    throw new CommandException(
                            "Widget \"%s\" shows something; nothing can be set with it."
                                    .formatted(widget.id()));
        };
    }

    private static CommandException refused(Widget widget, JsonNode wanted, String rule) {
        return new CommandException(
                "Widget \"%s\" was not set to %s: %s."
                        .formatted(widget.id(), cut(wanted.toString(), 100), rule));
    }

    /// What is sent for a value of the widget.
    static JsonNode sent(Widget widget, JsonNode value) {
        if (widget.type() != WidgetType.SWITCH) {
            return value;
        }
        String word = value.asText().equals("on") ? widget.words().on() : widget.words().off();
        // So that {"on": {value}} makes a boolean of on: "true".
        return word.equals("true") || word.equals("false")
                ? JSON.booleanNode(word.equals("true"))
                : JSON.textNode(word);
    }
}

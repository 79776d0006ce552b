package io.serai.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;

/// What is published for a value: the text with the value in the place of `{value}`. In a template that is
/// JSON the value stays what it is, so that no value can make it something else.
record PayloadTemplate(String text) {

    static final String VALUE = "{value}";

    /// The value alone.
    static final PayloadTemplate PLAIN = new PayloadTemplate(VALUE);

    private static final ObjectMapper JSON = new ObjectMapper();

    /// @throws IllegalArgumentException when it is meant to be JSON and is none
    PayloadTemplate {
        if (isJson(text)) {
            String sample = filled(text, TextNode.valueOf("x"));
            try {
                JSON.readTree(sample);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(
                        "begins as JSON does and is none: "
                                + String.valueOf(e.getOriginalMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse(""),
                        e);
            }
        }
    }

    private static boolean isJson(String text) {
        return !text.equals(VALUE) && (text.startsWith("{") || text.startsWith("["));
    }

    String with(JsonNode value) {
        return filled(text, value);
    }

    private static String filled(String text, JsonNode value) {
        if (!isJson(text)) {
            return text.replace(VALUE, value.asText());
        }
        String literal = value.toString();
        String quoted = JsonNodeFactory.instance.textNode(value.asText()).toString();
        return text.replace('"' + VALUE + '"', quoted).replace(VALUE, literal);
    }
}

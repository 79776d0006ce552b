package io.serai.app.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;

/// Reads JSON without Jackson's mapper, whose start takes longer than all else that a command does.
final class JsonText {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonText() {}

    /// @throws IOException when `text` is no JSON
    static JsonNode parse(byte[] text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new IOException("it is empty");
            }
            return value(first, parser);
        }
    }

    private static JsonNode value(JsonToken token, JsonParser parser) throws IOException {
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    object.set(name, value(parser.nextToken(), parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                for (JsonToken each = parser.nextToken();
                        each != JsonToken.END_ARRAY;
                        each = parser.nextToken()) {
                    array.add(value(each, parser));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> {
                long number = parser.getLongValue();
                yield number == (int) number
                        ? NODES.numberNode((int) number)
                        : NODES.numberNode(number);
            }
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new IOException("it ends too early");
        };
    }
}

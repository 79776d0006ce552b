package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.flow.Problem;

import java.util.List;

/// What answers of all kinds are made of.
public final class Json {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /// What stands for something that is gone.
    public static JsonNode nothing() {
        return NODES.nullNode();
    }

    public static ArrayNode problems(List<Problem> problems) {
        ArrayNode json = NODES.arrayNode();
        for (Problem each : problems) {
            json.addObject()
                    .put("file", each.file().toString())
                    .put("line", each.line())
                    .put("text", each.text());
        }
        return json;
    }

    static ObjectNode error(String error, List<Problem> problems) {
        ObjectNode json = object().put("error", error);
        json.set("problems", problems(problems));
        return json;
    }
}

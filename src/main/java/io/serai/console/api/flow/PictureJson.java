package io.serai.console.api.flow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.Json;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowPicture.Wire;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// Flows as drawn, as JSON.
final class PictureJson {

    private PictureJson() {}

    /// @param version 0 when it has none
    static ObjectNode picture(FlowPicture picture, int version) {
        ObjectNode json = Json.object().put("flow", picture.flow());
        if (version > 0) {
            json.put("version", version);
        } else {
            json.putNull("version");
        }
        ArrayNode nodes = json.putArray("nodes");
        picture.nodes().forEach(each -> nodes.add(node(each)));
        ArrayNode wires = json.putArray("wires");
        for (Wire each : picture.wires()) {
            ObjectNode wire = wires.addObject().put("from", each.from()).put("to", each.to());
            putIfThere(wire, "label", each.label());
            wire.put("kind", each.way().name().toLowerCase(Locale.ROOT));
        }
        return json;
    }

    private static ObjectNode node(Node node) {
        ObjectNode json =
                Json.object()
                        .put("id", node.id())
                        .put("route", node.route())
                        .put("role", node.role().name().toLowerCase(Locale.ROOT))
                        .put("type", node.type());
        putIfThere(json, "scheme", node.scheme());
        json.put("label", node.label()).put("detail", node.detail()).put("line", node.line());
        if (node.topic() != null) {
            ObjectNode topic =
                    json.putObject("topic")
                            .put("name", node.topic().name())
                            .put("in", node.topic().in());
            putIfThere(topic, "broker", node.topic().broker());
        }
        putIfThere(json, "device", node.device());
        putIfThere(json, "direct", node.direct());
        return json;
    }

    static ArrayNode links(List<FlowLinks.Link> links) {
        ArrayNode json = Json.object().arrayNode();
        for (FlowLinks.Link each : links) {
            ObjectNode link = json.addObject();
            link.putObject("from").put("flow", each.fromFlow()).put("node", each.fromNode());
            link.putObject("to").put("flow", each.toFlow()).put("node", each.toNode());
            link.put("over", each.over()).put("name", each.name());
        }
        return json;
    }

    static void putIfThere(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}

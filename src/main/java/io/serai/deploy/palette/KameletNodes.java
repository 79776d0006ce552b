package io.serai.deploy.palette;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.deploy.palette.PaletteNode.Kind;
import io.serai.deploy.palette.PaletteProperty.Place;
import io.serai.yaml.Nesting;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The kamelets of a house. One that cannot be read is left out here; the check of the flows that use it
/// says why.
final class KameletNodes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private KameletNodes() {}

    /// @param kamelets texts by name
    static List<PaletteNode> of(Map<String, String> kamelets) {
        List<PaletteNode> nodes = new ArrayList<>();
        new TreeMap<>(kamelets)
                .forEach((name, text) ->
                        parsed(text).ifPresent(kamelet -> nodes.add(node(name, kamelet))));
        return nodes;
    }

    private static Optional<JsonNode> parsed(String text) {
        if (Nesting.lineTooDeep(text) > 0) {
            return Optional.empty();
        }
        try {
            Object tree = new Load(LoadSettings.builder().build()).loadFromString(text);
            return Optional.of(JSON.<JsonNode>valueToTree(tree)).filter(JsonNode::isObject);
        } catch (YamlEngineException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static PaletteNode node(String name, JsonNode kamelet) {
        JsonNode definition = kamelet.at("/spec/definition");
        Kind kind = kind(name, kamelet);
        Set<String> required = new HashSet<>();
        definition.path("required").forEach(each -> required.add(each.asText()));
        List<PaletteProperty> properties = new ArrayList<>();
        definition
                .path("properties")
                .properties()
                .forEach(each ->
                        properties.add(
                                property(
                                        each.getKey(),
                                        each.getValue(),
                                        required.contains(each.getKey()))));
        return new PaletteNode(
                "kamelet-" + name,
                definition.path("title").asText(name),
                kind,
                "kamelets",
                definition.path("description").asText(),
                Optional.of("kamelet"),
                Optional.empty(),
                "puzzle",
                "kamelet:" + name,
                insert(name, kind, properties),
                properties);
    }

    /// As its label says it, else as its name ends, else as its template begins.
    private static Kind kind(String name, JsonNode kamelet) {
        String label =
                kamelet.at("/metadata/labels").path("camel.apache.org/kamelet.type").asText();
        String said = label.isEmpty() ? name.replaceFirst(".*-", "") : label;
        return switch (said) {
            case "source" -> Kind.SOURCE;
            case "sink" -> Kind.SINK;
            case "action" -> Kind.ACTION;
            default ->
                    kamelet.at("/spec/template/from/uri").asText().equals("kamelet:source")
                            ? Kind.ACTION
                            : Kind.SOURCE;
        };
    }

    private static PaletteProperty property(String name, JsonNode said, boolean required) {
        ObjectNode camels = JSON.createObjectNode();
        camels.put("displayName", said.path("title").asText(name))
                .put("type", said.path("type").asText("string"))
                .put("required", required && !said.has("default"))
                .put("description", said.path("description").asText());
        if (said.has("default")) {
            camels.set("defaultValue", said.get("default"));
        }
        if (said.path("enum").isArray()) {
            camels.set("enum", said.get("enum"));
        }
        return PaletteProperty.of(name, camels, Place.PARAMETER);
    }

    private static String insert(String name, Kind kind, List<PaletteProperty> properties) {
        var needed = new StringBuilder();
        String indent = kind == Kind.SOURCE ? "        " : "      ";
        for (PaletteProperty each : properties) {
            if (each.required()) {
                if (needed.isEmpty()) {
                    needed.append(indent, 2, indent.length()).append("parameters:\n");
                }
                needed.append(indent).append(each.name()).append(": ").append(first(each));
                needed.append('\n');
            }
        }
        return kind == Kind.SOURCE
                ? """
                - route:
                    from:
                      uri: kamelet:%s
                %s      steps:
                        - log:
                            message: ${body}
                """
                        .formatted(name, needed)
                : "- to:\n    uri: kamelet:%s\n%s".formatted(name, needed);
    }

    private static String first(PaletteProperty property) {
        return switch (property.type()) {
            case "boolean" -> "false";
            case "integer", "number" -> "0";
            case "enum" -> property.choices().getFirst();
            default -> "NAME";
        };
    }
}

package io.serai.deploy.palette;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a node takes.
///
/// @param type `string`, `integer`, `number`, `boolean`, `duration`, `enum` or `expression`
/// @param choices the only values there may be; empty when there are others
/// @param usual what holds when nothing is said
/// @param advanced whether few need it
public record PaletteProperty(
        String name,
        String title,
        String type,
        List<String> choices,
        Optional<String> usual,
        boolean required,
        String description,
        Place place,
        boolean advanced) {

    /// Where it stands in a file.
    public enum Place {
        /// In the URI.
        PATH,
        /// Among the parameters of an endpoint.
        PARAMETER,
        /// Beside the other words of a step.
        FIELD
    }

    public PaletteProperty {
        choices = List.copyOf(choices);
    }

    /// As Camel's catalog says it.
    static PaletteProperty of(String name, JsonNode said, Place place) {
        List<String> choices = new ArrayList<>();
        said.path("enum").forEach(each -> choices.add(each.asText()));
        String group = said.path("group").asText();
        return new PaletteProperty(
                name,
                said.path("displayName").asText(name),
                type(said, !choices.isEmpty()),
                choices,
                said.hasNonNull("defaultValue")
                        ? Optional.of(said.path("defaultValue").asText())
                        : Optional.empty(),
                said.path("required").asBoolean(),
                said.path("description").asText(),
                place,
                group.contains("advanced") || group.equals("connection") || group.equals("will"));
    }

    private static String type(JsonNode said, boolean chosen) {
        if (said.path("kind").asText().equals("expression")) {
            return "expression";
        }
        if (chosen) {
            return "enum";
        }
        return switch (said.path("type").asText()) {
            case "boolean", "integer", "number", "duration" -> said.path("type").asText();
            default -> "string"; // the name of a bean, too
        };
    }
}

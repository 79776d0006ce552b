package io.serai.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What Camel's YAML DSL lets a route file say, read from the schema that comes with it.
final class YamlSchema {

    private static final String FILE = "schema/camelYamlDsl.json";
    private static final String STEP = "org.apache.camel.model.ProcessorDefinition";
    private static final String EXPRESSION = "constant";
    private static final String DATA_FORMAT = "json";

    enum Kind {
        TEXT,
        NUMBER,
        FLAG,
        LIST,
        MAP,
        ANYTHING
    }

    /// What may stand in one place.
    ///
    /// @param shorthand whether a map may also be written as the text of its one required member
    /// @param words the only texts there may be; empty when any may
    /// @param members of a map, by name; empty when any may
    /// @param groups sets of members of which a map has one
    /// @param item of a list
    record Shape(
            Kind kind,
            boolean shorthand,
            Set<String> words,
            Map<String, Place> members,
            Set<String> required,
            List<Set<String>> groups,
            @Nullable Place item) {

        static final Shape ANYTHING = of(Kind.ANYTHING, Set.of());

        static Shape of(Kind kind, Set<String> words) {
            return new Shape(kind, false, words, Map.of(), Set.of(), List.of(), null);
        }

        /// The group of the languages, if this takes an expression.
        Set<String> languages() {
            return groupOf(EXPRESSION);
        }

        /// The group of the data formats, if this takes one.
        Set<String> dataFormats() {
            return groupOf(DATA_FORMAT);
        }

        private Set<String> groupOf(String member) {
            return groups.stream()
                    .filter(group -> group.contains(member))
                    .findFirst()
                    .orElse(Set.of());
        }
    }

    /// A shape, or the name of one: shapes hold one another in circles.
    private record Place(@Nullable String name, Shape shape) {}

    private static final YamlSchema OF_CAMEL = read();

    private final Map<String, Shape> definitions = new HashMap<>();
    private Map<String, Place> topLevel = Map.of();

    private YamlSchema() {}

    static YamlSchema ofCamel() {
        return OF_CAMEL;
    }

    /// The schema as it is.
    static InputStream open() {
        InputStream in = YamlSchema.class.getClassLoader().getResourceAsStream(FILE);
        if (in == null) {
            throw new IllegalStateException(FILE + " is missing from camel-yaml-dsl");
        }
        return in;
    }

    private static YamlSchema read() {
        try (InputStream in = open()) {
            JsonNode items = new ObjectMapper().readTree(in).path("items");
            var schema = new YamlSchema();
            JsonNode definitions = items.path("definitions");
            definitions
                    .fieldNames()
                    .forEachRemaining(name ->
                            schema.definitions.put(
                                    name, shape(definitions.path(name), definitions)));
            schema.topLevel = members(items, definitions);
            if (schema.topLevel.isEmpty() || schema.steps().isEmpty()) {
                throw new IllegalStateException(FILE + " is not of the shape this build knows");
            }
            return schema;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> topLevel() {
        return new TreeSet<>(topLevel.keySet());
    }

    Set<String> steps() {
        Shape step = definitions.get(STEP);
        return step == null ? Set.of() : new TreeSet<>(step.members().keySet());
    }

    /// The shape under a word of the top of a file.
    Shape top(String word) {
        return resolve(topLevel.get(word));
    }

    Shape step(String word) {
        return member(definitions.getOrDefault(STEP, Shape.ANYTHING), word);
    }

    Shape member(Shape shape, String name) {
        return resolve(shape.members().get(name));
    }

    Shape item(Shape list) {
        return resolve(list.item());
    }

    /// Whether the items of `list` are steps.
    boolean holdsSteps(Shape list) {
        return list.item() != null && STEP.equals(list.item().name());
    }

    /// The steps that have a member called `word`, for a word that is none itself.
    List<String> stepsWith(String word) {
        return steps().stream().filter(step -> step(step).members().containsKey(word)).toList();
    }

    private Shape resolve(@Nullable Place place) {
        if (place == null) {
            return Shape.ANYTHING;
        }
        return place.name() == null
                ? place.shape()
                : definitions.getOrDefault(place.name(), Shape.ANYTHING);
    }

    private static Shape shape(JsonNode node, JsonNode definitions) {
        boolean shorthand = false;
        for (JsonNode form : node.path("oneOf")) {
            shorthand |= form.path("type").asText().equals("string");
        }
        Kind kind =
                switch (node.path("type").asText(node.has("oneOf") ? "object" : "")) {
                    case "string" -> Kind.TEXT;
                    case "number", "integer" -> Kind.NUMBER;
                    case "boolean" -> Kind.FLAG;
                    case "array" -> Kind.LIST;
                    case "object" -> Kind.MAP;
                    default -> Kind.ANYTHING;
                };
        return new Shape(
                kind,
                shorthand,
                texts(node.path("enum")),
                members(node, definitions),
                texts(node.path("required")),
                groups(node, definitions),
                node.has("items") ? place(node.path("items"), definitions) : null);
    }

    private static Place place(JsonNode node, JsonNode definitions) {
        return node.has("$ref")
                ? new Place(name(node), Shape.ANYTHING)
                : new Place(null, shape(node, definitions));
    }

    /// Those of the node itself and those of its forms, which say more of the same ones.
    private static Map<String, Place> members(JsonNode node, JsonNode definitions) {
        Map<String, Place> members = new TreeMap<>();
        node.path("properties")
                .properties()
                .forEach(each -> members.put(each.getKey(), place(each.getValue(), definitions)));
        for (JsonNode form : forms(node, definitions)) {
            members(form, definitions)
                    .forEach((name, place) -> members.merge(name, place, YamlSchema::richer));
        }
        return members;
    }

    private static Place richer(Place one, Place other) {
        return one.name() == null && one.shape().kind() == Kind.ANYTHING ? other : one;
    }

    private static List<Set<String>> groups(JsonNode node, JsonNode definitions) {
        List<Set<String>> groups = new ArrayList<>();
        for (JsonNode any : node.path("anyOf")) {
            Set<String> group = alternatives(any, definitions);
            if (!group.isEmpty()) {
                groups.add(group);
            }
        }
        return groups;
    }

    private static Set<String> alternatives(JsonNode node, JsonNode definitions) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode form : forms(node, definitions)) {
            names.addAll(texts(form.path("required")));
            names.addAll(alternatives(form, definitions));
        }
        return names;
    }

    private static List<JsonNode> forms(JsonNode node, JsonNode definitions) {
        List<JsonNode> forms = new ArrayList<>();
        for (String word : List.of("oneOf", "anyOf")) {
            for (JsonNode form : node.path(word)) {
                if (!form.has("not")) {
                    forms.add(form.has("$ref") ? definitions.path(name(form)) : form);
                }
            }
        }
        return forms;
    }

    private static String name(JsonNode reference) {
        return reference.path("$ref").asText().replaceFirst(".*/", "");
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}

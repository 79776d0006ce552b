package io.serai.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;

/// The words of Camel's YAML DSL, read from the schema that comes with it.
record YamlSteps(Set<String> topLevel, Set<String> steps) {

    private static final String SCHEMA = "schema/camelYamlDsl.json";
    private static final String STEP = "org.apache.camel.model.ProcessorDefinition";

    static YamlSteps ofCamel() {
        try (InputStream schema = YamlSteps.class.getClassLoader().getResourceAsStream(SCHEMA)) {
            if (schema == null) {
                throw new IllegalStateException(SCHEMA + " is missing from camel-yaml-dsl");
            }
            JsonNode root = new ObjectMapper().readTree(schema);
            Set<String> topLevel = new TreeSet<>();
            root.at("/items/properties").fieldNames().forEachRemaining(topLevel::add);
            Set<String> steps = new TreeSet<>();
            root.path("items")
                    .path("definitions")
                    .path(STEP)
                    .path("properties")
                    .fieldNames()
                    .forEachRemaining(steps::add);
            if (topLevel.isEmpty() || steps.isEmpty()) {
                throw new IllegalStateException(SCHEMA + " is not of the shape this build knows");
            }
            return new YamlSteps(topLevel, steps);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isTopLevel(String word) {
        return topLevel.contains(word);
    }

    boolean isStep(String word) {
        return steps.contains(word);
    }
}

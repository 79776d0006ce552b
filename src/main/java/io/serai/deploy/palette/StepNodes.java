package io.serai.deploy.palette;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.deploy.palette.PaletteNode.Kind;
import io.serai.deploy.palette.PaletteProperty.Place;
import io.serai.runtime.KnownNames;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The steps that are no endpoints, as `palette/steps.yaml` groups them and Camel's model describes them.
final class StepNodes {

    private static final String FILE = "/palette/steps.yaml";

    /// What every step has and few need.
    private static final Set<String> COMMON = Set.of("note", "disabled");

    private static final Set<String> SHOWN_KINDS = Set.of("attribute", "expression", "value");

    private StepNodes() {}

    static List<PaletteNode> of(KnownNames names) {
        List<PaletteNode> nodes = new ArrayList<>();
        for (Map<?, ?> group : maps(read())) {
            for (Map<?, ?> each : maps(group.get("steps"))) {
                nodes.add(
                        node(
                                text(each, "name"),
                                text(group, "group"),
                                text(each, "icon"),
                                text(each, "insert"),
                                names));
            }
        }
        return nodes;
    }

    private static PaletteNode node(
            String name, String group, String icon, String insert, KnownNames names) {
        JsonNode model = names.step(name);
        if (model.isMissingNode()) {
            throw new IllegalStateException(FILE + ": Camel has no step " + name);
        }
        List<PaletteProperty> properties = new ArrayList<>();
        model.path("properties")
                .properties()
                .forEach(each -> {
                    JsonNode said = each.getValue();
                    if (SHOWN_KINDS.contains(said.path("kind").asText())
                            && !said.path("deprecated").asBoolean()
                            && !COMMON.contains(each.getKey())) {
                        properties.add(PaletteProperty.of(each.getKey(), said, Place.FIELD));
                    }
                });
        return new PaletteNode(
                name,
                model.at("/model/title").asText(name),
                Kind.ACTION,
                group,
                model.at("/model/description").asText(),
                Optional.empty(),
                Optional.of(name),
                icon,
                "",
                insert,
                properties);
    }

    private static Object read() {
        try (InputStream in = StepNodes.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            return new Load(LoadSettings.builder().setLabel(FILE).build()).loadFromInputStream(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        for (Object each : list instanceof List<?> items ? items : List.of()) {
            if (each instanceof Map<?, ?> map) {
                maps.add(map);
            }
        }
        return maps;
    }

    private static String text(Map<?, ?> map, String key) {
        Object value = map.get(key);
        if (value == null) {
            throw new IllegalStateException(FILE + ": an entry has no " + key);
        }
        return value.toString();
    }
}

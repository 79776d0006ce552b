package io.serai.deploy.palette;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.deploy.palette.PaletteNode.Kind;
import io.serai.deploy.palette.PaletteProperty.Place;
import io.serai.node.spi.NodeManual;
import io.serai.runtime.KnownNames;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The endpoints of the house, each as a source and as a sink where it can be both.
final class EndpointNodes {

    /// Not to be put into a flow by hand: kamelets have nodes of their own, and a bean and a class have a step.
    private static final Set<String> NOT_OFFERED = Set.of("kamelet", "bean", "class");

    /// What stands in the place of the path at first, by scheme.
    private static final Map<String, String> FIRST =
            Map.ofEntries(
                    Map.entry("paho", "home/light"),
                    Map.entry("paho-mqtt5", "home/light"),
                    Map.entry("sensor", "lamp"),
                    Map.entry("device", "lamp"),
                    Map.entry("simulate", "lamp"),
                    Map.entry("threshold", "dark"),
                    Map.entry("timer", "tick"),
                    Map.entry("file", "data"));

    private static final Map<String, String> PARAMETERS =
            Map.of(
                    "paho", "qos: 1",
                    "paho-mqtt5", "qos: 1",
                    "sensor", "period: 10s",
                    "threshold", "below: 300",
                    "timer", "period: 10s");

    /// Our own that change the message and let it go on.
    private static final Set<String> ACTIONS = Set.of("threshold");

    private static final Map<String, String> ICONS =
            Map.of(
                    "paho", "mqtt",
                    "paho-mqtt5", "mqtt",
                    "sensor", "sensor",
                    "device", "device",
                    "simulate", "device",
                    "threshold", "gauge",
                    "timer", "clock",
                    "file", "file",
                    "log", "text");

    private EndpointNodes() {}

    static List<PaletteNode> of(KnownNames names) {
        List<PaletteNode> nodes = new ArrayList<>();
        for (String scheme : names.schemes()) {
            JsonNode manual = names.component(scheme);
            if (NOT_OFFERED.contains(scheme) || manual.isMissingNode()) {
                continue;
            }
            boolean source = !manual.at("/component/producerOnly").asBoolean();
            boolean sink = !manual.at("/component/consumerOnly").asBoolean();
            if (source) {
                nodes.add(node(scheme, manual, Kind.SOURCE));
            }
            if (sink) {
                nodes.add(node(scheme, manual, ACTIONS.contains(scheme) ? Kind.ACTION : Kind.SINK));
            }
        }
        return nodes;
    }

    private static PaletteNode node(String scheme, JsonNode manual, Kind kind) {
        boolean ours = NodeManual.of(scheme).isPresent();
        String role = kind.name().toLowerCase(Locale.ROOT);
        return new PaletteNode(
                scheme + "-" + role,
                manual.at("/component/title").asText(scheme),
                kind,
                ours ? "house" : "camel",
                manual.at("/component/description").asText(),
                Optional.of(scheme),
                Optional.empty(),
                ICONS.getOrDefault(scheme, kind == Kind.SOURCE ? "receive" : "send"),
                manual.at("/component/syntax").asText(scheme + ":"),
                insert(scheme, kind),
                properties(manual, kind));
    }

    private static List<PaletteProperty> properties(JsonNode manual, Kind kind) {
        List<PaletteProperty> properties = new ArrayList<>();
        manual.path("properties")
                .properties()
                .forEach(each -> {
                    JsonNode said = each.getValue();
                    boolean path = said.path("kind").asText().equals("path");
                    if (!said.path("deprecated").asBoolean() && isFor(kind, said)) {
                        properties.add(
                                PaletteProperty.of(
                                        each.getKey(), said, path ? Place.PATH : Place.PARAMETER));
                    }
                });
        return properties;
    }

    private static boolean isFor(Kind kind, JsonNode said) {
        String group = said.path("group").asText();
        return kind == Kind.SOURCE ? !group.startsWith("producer") : !group.startsWith("consumer");
    }

    private static String insert(String scheme, Kind kind) {
        String uri = scheme + ":" + FIRST.getOrDefault(scheme, "name");
        String parameters = PARAMETERS.getOrDefault(scheme, "");
        if (kind == Kind.SOURCE) {
            String stated =
                    parameters.isEmpty() ? "" : "      parameters:\n        " + parameters + "\n";
            return """
            - route:
                from:
                  uri: %s
            %s      steps:
                    - log:
                        message: ${body}
            """
                    .formatted(uri, stated);
        }
        String stated = parameters.isEmpty() ? "" : "    parameters:\n      " + parameters + "\n";
        return "- to:\n    uri: %s\n%s".formatted(uri, stated);
    }
}

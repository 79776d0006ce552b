package io.serai.check;

import io.serai.check.EndpointCheck.Parameter;
import io.serai.config.NearNames;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.yaml.YamlFile;
import io.serai.yaml.YamlFile.Entry;

import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;

/// Looks at how a flow uses kamelets: whether each exists, and has the values that it asks for.
final class Kamelets {

    /// Those of Camel's kamelet component, which every kamelet has.
    private static final Set<String> COMMON =
            Set.of(
                    "block",
                    "bridgeErrorHandler",
                    "exceptionHandler",
                    "exchangePattern",
                    "failIfNoConsumers",
                    "lazyStartProducer",
                    "location",
                    "noErrorHandler",
                    "timeout");

    private final FlowSource flow;
    private final ObjIntConsumer<String> problem;

    /// @param problem is told what is wrong and at which line of the flow
    Kamelets(FlowSource flow, ObjIntConsumer<String> problem) {
        this.flow = flow;
        this.problem = problem;
    }

    void checkUri(String uri, int line, Map<String, Parameter> parameters) {
        String[] parts = uri.split("\\?", 2);
        Map<String, Parameter> given = new LinkedHashMap<>(parameters);
        if (parts.length > 1) {
            try {
                URISupport.parseQuery(parts[1], true, true)
                        .forEach((name, value) ->
                                given.put(name, new Parameter(value.toString(), line)));
            } catch (URISyntaxException _) {
                problem.accept("kamelet:NAME?OPTION=VALUE is not what stands here", line);
                return;
            }
        }
        check(parts[0].replaceFirst("^kamelet:(//)?", ""), line, given);
    }

    /// @param named its name, with the id of this use after a slash if it has one
    void check(String named, int line, Map<String, Parameter> given) {
        String name = named.replaceFirst("/.*", "");
        if (name.contains("{{") || name.matches("source|sink")) {
            return; // inside of a kamelet, or known only when it is built
        }
        if (name.isEmpty()) {
            problem.accept("the name of a kamelet is missing", line);
            return;
        }
        String text = flow.kamelets().get(name);
        if (text == null) {
            if (getClass().getClassLoader().getResource(file(name)) == null) {
                problem.accept(
                        "there is no kamelet \"%s\", that is no file %s.%s"
                                .formatted(
                                        name,
                                        file(name),
                                        NearNames.suggestion(name, flow.kamelets().keySet())),
                        line);
            }
            return;
        }
        List<Problem> faults = new ArrayList<>();
        Optional<Node> root = YamlFile.parse(Path.of(file(name)), text, faults);
        faults.forEach(fault -> problem.accept("its kamelet cannot be used, " + fault, line));
        if (root.isPresent()) {
            template(name, root.get(), line);
            values(name, root.get(), line, given);
        }
    }

    private static String file(String name) {
        return "kamelets/%s.kamelet.yaml".formatted(name);
    }

    /// Only its words: what its endpoints are is known when it has its values.
    private void template(String name, Node root, int line) {
        Node template = below(below(root, "spec"), "template");
        if (template == null) {
            problem.accept("%s has no spec: template:".formatted(file(name)), line);
            return;
        }
        ObjIntConsumer<String> within =
                (text, at) ->
                        problem.accept(
                                "its kamelet cannot be used, %s:%d: %s"
                                        .formatted(file(name), at, text),
                                line);
        var walk = new SchemaCheck(SchemaCheck.Closer.NONE, within);
        for (Entry each : YamlFile.entries(template)) {
            walk.look(each, YamlSchema.ofCamel().top(each.key()));
        }
    }

    private void values(String name, Node root, int line, Map<String, Parameter> given) {
        @Nullable Node definition = below(below(root, "spec"), "definition");
        Set<String> known = new TreeSet<>();
        Set<String> needed = new TreeSet<>();
        for (Node each : YamlFile.items(below(definition, "required"))) {
            if (each instanceof ScalarNode scalar) {
                needed.add(scalar.getValue());
            }
        }
        for (Entry property : YamlFile.entries(below(definition, "properties"))) {
            known.add(property.key());
            if (below(property.value(), "default") != null) {
                needed.remove(property.key());
            }
        }
        needed.removeIf(each ->
                given.containsKey(each)
                        || flow.values().containsKey("camel.kamelet.%s.%s".formatted(name, each)));
        for (String each : needed) {
            problem.accept("kamelet \"%s\" needs a value for %s".formatted(name, each), line);
        }
        if (known.isEmpty()) {
            return;
        }
        known.addAll(needed);
        given.forEach((option, value) -> {
            if (!known.contains(option) && !COMMON.contains(option)) {
                problem.accept(
                        "kamelet \"%s\" has no \"%s\".%s"
                                .formatted(name, option, NearNames.suggestion(option, known)),
                        value.line());
            }
        });
    }

    private static @Nullable Node below(@Nullable Node node, String key) {
        return YamlFile.entry(node, key).map(Entry::value).orElse(null);
    }
}

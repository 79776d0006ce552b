package io.serai.deploy;

import io.serai.flow.Problem;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A YAML file as a tree that remembers its lines.
final class YamlFile {

    private YamlFile() {}

    /// The root of `text`; empty, with the reason among `problems`, when it is not YAML.
    ///
    /// @param file where the text comes from
    static Optional<Node> parse(Path file, String text, List<Problem> problems) {
        try {
            Optional<Node> root =
                    new Compose(LoadSettings.builder().setLabel(file.toString()).build())
                            .composeString(text);
            if (root.isEmpty()) {
                problems.add(
                        new Problem(file, 0, "is empty; a route file holds a list of routes."));
            }
            return root;
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.add(new Problem(file, line, "is not YAML: " + e.getProblem() + "."));
        } catch (YamlEngineException e) {
            problems.add(new Problem(file, 0, "is not YAML: " + e.getMessage()));
        }
        return Optional.empty();
    }

    /// From 1.
    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    static List<Node> items(@Nullable Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    /// The entries of a mapping whose keys are plain.
    static List<Entry> entries(@Nullable Node node) {
        List<Entry> entries = new ArrayList<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    entries.add(new Entry(key.getValue(), line(key), tuple.getValueNode()));
                }
            }
        }
        return entries;
    }

    /// One key and its value.
    record Entry(String key, int line, Node value) {

        /// The value as text when it is a scalar.
        Optional<String> text() {
            return value instanceof ScalarNode scalar
                    ? Optional.of(scalar.getValue())
                    : Optional.empty();
        }
    }
}

package io.serai.flowtest.read;

import io.serai.yaml.Nesting;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A part of a YAML file that knows its line.
final class YamlNode {

    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setAllowDuplicateKeys(false)
                    .setMaxAliasesForCollections(20)
                    .build();

    private final Node node;

    private YamlNode(Node node) {
        this.node = node;
    }

    /// @return empty when `text` holds nothing but comments
    /// @throws TestFileException when it is no YAML
    static Optional<YamlNode> parse(String text) {
        int tooDeep = Nesting.lineTooDeep(text);
        if (tooDeep > 0) {
            throw new TestFileException(tooDeep, Nesting.tooDeep());
        }
        try {
            Optional<YamlNode> root = new Compose(SETTINGS).composeString(text).map(YamlNode::new);
            root.ifPresent(YamlNode::value); // duplicate keys and endless aliases show here
            return root;
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new TestFileException(line, "is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new TestFileException(1, "is no YAML: " + e.getMessage());
        }
    }

    int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /// By key, in the order of the file.
    ///
    /// @throws TestFileException when this is no mapping, or a key no word
    Map<String, YamlNode> fields(String what) {
        if (!(node instanceof MappingNode mapping)) {
            throw new TestFileException(line(), "%s must be a mapping".formatted(what));
        }
        Map<String, YamlNode> fields = new LinkedHashMap<>();
        for (NodeTuple each : mapping.getValue()) {
            if (!(each.getKeyNode() instanceof ScalarNode key)) {
                throw new TestFileException(line(), "a key of %s must be a word".formatted(what));
            }
            fields.put(key.getValue(), new YamlNode(each.getValueNode()));
        }
        return fields;
    }

    /// @throws TestFileException when this is no list
    List<YamlNode> items(String what) {
        if (!(node instanceof SequenceNode sequence)) {
            throw new TestFileException(line(), "%s must be a list".formatted(what));
        }
        return sequence.getValue().stream().map(YamlNode::new).toList();
    }

    /// As it is written.
    ///
    /// @throws TestFileException when this is a mapping or a list
    String text(String what) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new TestFileException(line(), "%s must be a single value".formatted(what));
        }
        return scalar.getValue();
    }

    /// As YAML's core schema reads it: maps, lists, texts, numbers, booleans, null.
    @Nullable Object value() {
        return new StandardConstructor(SETTINGS).constructSingleDocument(Optional.of(node));
    }
}

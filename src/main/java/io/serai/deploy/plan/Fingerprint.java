package io.serai.deploy.plan;

import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.yaml.YamlFile;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a text means, without comments and layout: two texts that mean the same have the same.
final class Fingerprint {

    private static final String STANDS_ALONE = "(){}[];,.@";

    private Fingerprint() {}

    static String of(FlowSource source) {
        return source.file().isJava() ? ofJava(source.text()) : ofYaml(source.text());
    }

    /// Of a text that is not YAML: the text itself.
    static String ofYaml(String text) {
        List<Problem> problems = new ArrayList<>();
        Optional<Node> root = YamlFile.parse(Path.of(""), text, problems);
        if (root.isEmpty()) {
            return text;
        }
        var print = new StringBuilder();
        write(root.get(), print);
        return print.toString();
    }

    private static void write(Node node, StringBuilder print) {
        switch (node) {
            case ScalarNode scalar ->
                    print.append(scalar.getTag().getValue())
                            .append(' ')
                            .append(scalar.getValue().length())
                            .append(':')
                            .append(scalar.getValue());
            case SequenceNode sequence -> {
                print.append('[');
                for (Node each : sequence.getValue()) {
                    write(each, print);
                    print.append(',');
                }
                print.append(']');
            }
            case MappingNode mapping -> {
                print.append('{');
                for (NodeTuple each : mapping.getValue()) {
                    write(each.getKeyNode(), print);
                    print.append('=');
                    write(each.getValueNode(), print);
                    print.append(',');
                }
                print.append('}');
            }
            default -> print.append(node);
        }
    }

    /// A Java text without comments, and with a blank only where one may separate words.
    static String ofJava(String text) {
        var print = new StringBuilder();
        boolean apart = false;
        int at = 0;
        while (at < text.length()) {
            int end;
            if (text.startsWith("//", at)) {
                end = endOf(text, "\n", at + 2);
                apart = true;
            } else if (text.startsWith("/*", at)) {
                end = endOf(text, "*/", at + 2);
                apart = true;
            } else if (Character.isWhitespace(text.charAt(at))) {
                end = at + 1;
                apart = true;
            } else {
                end = endOfToken(text, at);
                if (apart
                        && !print.isEmpty()
                        && separates(print.charAt(print.length() - 1), text.charAt(at))) {
                    print.append(' ');
                }
                apart = false;
                print.append(text, at, end);
            }
            at = end;
        }
        return print.toString();
    }

    private static boolean separates(char before, char after) {
        return STANDS_ALONE.indexOf(before) < 0 && STANDS_ALONE.indexOf(after) < 0;
    }

    private static int endOfToken(String text, int at) {
        if (text.startsWith("\"\"\"", at)) {
            return endOfQuoted(text, "\"\"\"", at);
        }
        char first = text.charAt(at);
        return first == '"' || first == '\''
                ? endOfQuoted(text, String.valueOf(first), at)
                : at + 1;
    }

    private static int endOfQuoted(String text, String quote, int at) {
        int next = at + quote.length();
        while (next < text.length() && !text.startsWith(quote, next)) {
            next += text.charAt(next) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), next + quote.length());
    }

    private static int endOf(String text, String mark, int from) {
        int found = text.indexOf(mark, from);
        return found < 0 ? text.length() : found + mark.length();
    }
}

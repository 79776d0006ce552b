package io.serai.yaml;

import io.serai.flow.Problem;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A YAML file as a tree that remembers its lines.
///
/// The tree is a bounded one: whoever reads it, Camel too, follows each alias to its end and calls itself for
/// each level, so a small file could otherwise keep a gateway busy for ever.
public final class YamlFile {

    private static final int MOST_NODES = 50_000;

    /// Those that YAML finds by itself; `${` makes the last.
    private static final Pattern PLAIN_TAG =
            Pattern.compile("tag:yaml.org,2002:\\w+|!ENV_VARIABLE");

    private static final Pattern NO_CONTENT =
            Pattern.compile("expected the node content, but found '?(.*?)'?$");
    private static final Pattern CANNOT_START =
            Pattern.compile("found character '(.+)' that cannot start any token");

    private static final String ROUTES =
            "a route file is one list, each item with a dash at the left edge";

    private final Path file;
    private final List<Problem> problems;
    private final Map<Node, Integer> sizes = new HashMap<>();
    private final Set<Node> open = new HashSet<>();

    private YamlFile(Path file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /// The root of `text`; empty, with the reason among `problems`, when it is not YAML or more than a route
    /// file can need.
    ///
    /// @param file where the text comes from
    public static Optional<Node> parse(Path file, String text, List<Problem> problems) {
        return parse(file, text, ROUTES, problems);
    }

    /// The same for a file of another form.
    ///
    /// @param form told to those whose file is not of one piece
    public static Optional<Node> parse(
            Path file, String text, String form, List<Problem> problems) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(file.toString())
                        .setAllowNonScalarKeys(true) // told with their line
                        .build();
        try {
            int tooDeep = Nesting.lineTooDeep(text);
            if (tooDeep > 0) {
                problems.add(new Problem(file, tooDeep, Nesting.tooDeep()));
                return Optional.empty();
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                problems.add(new Problem(file, 0, "is empty; " + form));
                return root;
            }
            List<Problem> found = new ArrayList<>();
            new YamlFile(file, found).measure(root.get());
            problems.addAll(found);
            return found.isEmpty() ? root : Optional.empty();
        } catch (YamlEngineException e) {
            Problem fault = notYaml(file, text, form, e);
            // What is missed at the end is missed in the last line there is.
            int line = Math.min(fault.line(), (int) text.lines().count());
            problems.add(new Problem(file, line, fault.text()));
        }
        return Optional.empty();
    }

    /// How many nodes there are below `node` when every alias is followed, itself included.
    private int measure(Node node) {
        Integer known = sizes.get(node);
        if (known != null) {
            return known;
        }
        if (!open.add(node)) {
            problem(node, "holds itself through an alias (*NAME)");
            return 0;
        }
        int size = 1;
        Map<String, Node> keys = new HashMap<>();
        for (Node child : children(node, keys)) {
            size = Math.min(MOST_NODES + 1, size + measure(child));
        }
        open.remove(node);
        sizes.put(node, size);
        if (size > MOST_NODES && problems.isEmpty()) {
            problem(
                    node,
                    "stands for more than %d values, counting what its aliases (*NAME) repeat"
                            .formatted(MOST_NODES));
        }
        if (!PLAIN_TAG.matcher(node.getTag().getValue()).matches()) {
            problem(
                    node,
                    "the tag %s has no meaning here"
                            .formatted(node.getTag().getValue().replace(Tag.PREFIX, "!!")));
        }
        return size;
    }

    private List<Node> children(Node node, Map<String, Node> keys) {
        List<Node> children = new ArrayList<>(items(node));
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                children.add(tuple.getValueNode());
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    problem(tuple.getKeyNode(), "a key must be a word; is a quote missing?");
                    continue;
                }
                Node first = keys.putIfAbsent(key.getValue(), key);
                if (first != null) {
                    problem(
                            key,
                            "\"%s\" stands in line %d already; keep one of the two"
                                    .formatted(key.getValue(), line(first)));
                }
            }
        }
        return children;
    }

    private void problem(Node node, String text) {
        problems.add(new Problem(file, line(node), text));
    }

    private static Problem notYaml(Path file, String text, String form, YamlEngineException fault) {
        int conflict = conflict(text);
        if (conflict > 0) {
            return new Problem(
                    file,
                    conflict,
                    "two versions of this file were merged and nobody chose between them; keep one and"
                            + " remove the lines with <<<<<<<, ======= and >>>>>>>");
        }
        return switch (fault) {
            case MarkedYamlEngineException marked -> marked(file, form, marked);
            case ReaderException strange ->
                    new Problem(
                            file,
                            lineOf(text, strange.getPosition()),
                            "holds the character U+%04X, which text has not"
                                    .formatted(strange.getCodePoint()));
            default ->
                    new Problem(
                            file,
                            0,
                            String.valueOf(fault.getMessage()).startsWith("Number of aliases")
                                    ? "repeats too much through its aliases (*NAME)"
                                    : "is not YAML: " + fault.getMessage());
        };
    }

    private static Problem marked(Path file, String form, MarkedYamlEngineException fault) {
        String problem = String.valueOf(fault.getProblem());
        int begin = fault.getContextMark().map(YamlFile::line).orElse(0);
        int line = fault.getProblemMark().map(YamlFile::line).orElse(begin);
        if (problem.contains("(TAB)")) {
            return new Problem(file, line, "is indented with a tab; use spaces");
        }
        if (problem.startsWith("expected <block end>")) {
            return new Problem(
                    file,
                    line,
                    "is not indented as the lines it belongs to, which begin in line " + begin);
        }
        if (problem.startsWith("mapping values are not allowed")) {
            return new Problem(
                    file,
                    line,
                    "a colon is not expected here; put the text in quotes, or mend the indentation");
        }
        if (problem.contains("unexpected end of stream") && begin > 0) {
            return new Problem(file, begin, "the quote that opens here is never closed");
        }
        if (problem.startsWith("expected ',' or")) {
            return new Problem(
                    file,
                    begin > 0 ? begin : line,
                    "the bracket that opens here is not closed by line " + line);
        }
        if (problem.startsWith("but found another document")) {
            return new Problem(
                    file, line, "a second document begins here; a file is one, without ---");
        }
        if (problem.startsWith("expected '<document start>'")) {
            return new Problem(
                    file, line, "what begins here is no part of what stands above; " + form);
        }
        Matcher content = NO_CONTENT.matcher(problem);
        if (content.find()) {
            return new Problem(
                    file,
                    line,
                    content.group(1).startsWith("<")
                            ? "a value belongs here; is a bracket not closed?"
                            : "%s stands where a value belongs".formatted(content.group(1)));
        }
        if (problem.startsWith("could not find expected ':'")) {
            return new Problem(
                    file, begin > 0 ? begin : line, "a colon is missing after this word");
        }
        if (problem.startsWith("found undefined alias ")) {
            String alias = problem.replaceFirst("found undefined alias ", "");
            return new Problem(
                    file,
                    line,
                    "*%s stands for nothing; no &%s comes before it".formatted(alias, alias));
        }
        Matcher start = CANNOT_START.matcher(problem);
        if (start.find()) {
            return new Problem(
                    file,
                    line,
                    "a text cannot begin with %s; put it in quotes".formatted(start.group(1)));
        }
        return new Problem(file, line, "is not YAML: " + problem.replaceFirst("\\. \\(.*", ""));
    }

    /// The line of the first mark that a merge tool leaves; 0 when there is none.
    private static int conflict(String text) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.startsWith("<<<<<<< ") || line.startsWith(">>>>>>> ")) {
                return number;
            }
        }
        return 0;
    }

    private static int lineOf(String text, int position) {
        int end =
                text.offsetByCodePoints(
                        0, Math.min(position, text.codePointCount(0, text.length())));
        return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }

    /// From 1.
    public static int line(Node node) {
        return node.getStartMark().map(YamlFile::line).orElse(0);
    }

    public static List<Node> items(@Nullable Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    /// The entries of a mapping.
    public static List<Entry> entries(@Nullable Node node) {
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

    /// The entry of a mapping called `key`, if it has one.
    public static Optional<Entry> entry(@Nullable Node node, String key) {
        return entries(node).stream().filter(each -> each.key().equals(key)).findFirst();
    }

    /// The line of the longest text of the file that `words` quote; 0 when they quote none.
    public static int lineQuoted(Node root, String words) {
        String longest = "";
        int line = 0;
        List<Node> waiting = new ArrayList<>(List.of(root));
        while (!waiting.isEmpty()) {
            Node node = waiting.removeLast();
            items(node).reversed().forEach(waiting::add);
            entries(node).reversed().forEach(each -> waiting.add(each.value()));
            if (node instanceof ScalarNode scalar
                    && scalar.getValue().length() > Math.max(2, longest.length())
                    && quotes(words, scalar.getValue().replaceFirst("^#(class|bean|type):", ""))) {
                longest = scalar.getValue();
                line = line(scalar);
            }
        }
        return line;
    }

    /// Whether `text` stands in `words` as a word of its own.
    private static boolean quotes(String words, String text) {
        return Pattern.compile("(?<![\\w-])%s(?![\\w-])".formatted(Pattern.quote(text)))
                .matcher(words)
                .find();
    }

    /// One key and its value.
    public record Entry(String key, int line, Node value) {

        /// The value as text when it is a scalar that is not left out.
        public Optional<String> text() {
            return value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
                    ? Optional.of(scalar.getValue())
                    : Optional.empty();
        }

        /// Whether nothing stands behind the key.
        public boolean isLeftOut() {
            return value.getTag().equals(Tag.NULL);
        }
    }
}

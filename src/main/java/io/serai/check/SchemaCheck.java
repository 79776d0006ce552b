package io.serai.check;

import io.serai.check.YamlSchema.Kind;
import io.serai.check.YamlSchema.Shape;
import io.serai.config.NearNames;
import io.serai.runtime.CamelProblems;
import io.serai.runtime.KnownNames;
import io.serai.yaml.YamlFile;
import io.serai.yaml.YamlFile.Entry;

import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;

/// Holds a YAML tree beside Camel's schema, word by word.
final class SchemaCheck {

    /// Looks further at what the schema has nothing against.
    interface Closer {

        /// A map, and what it holds.
        ///
        /// @param given the members by their names in camel case
        void map(Entry entry, Shape shape, Map<String, Entry> given);

        /// A text in the place of a map: `to: log:x`, `log: hello`.
        void shorthand(Entry entry, String text);

        Closer NONE =
                new Closer() {
                    @Override
                    public void map(Entry entry, Shape shape, Map<String, Entry> given) {}

                    @Override
                    public void shorthand(Entry entry, String text) {}
                };
    }

    /// Steps that may do without the expression that they can have.
    private static final Set<String> EXPRESSION_OPTIONAL =
            Set.of("sort", "transform", "expression", "errorHandler");

    /// What the schema does not call required, and is.
    private static final Map<String, String> ALSO_REQUIRED =
            Map.of(
                    "aggregate", "steps",
                    "choice", "when",
                    "filter", "steps",
                    "idempotentConsumer", "steps",
                    "loop", "steps",
                    "process", "ref",
                    "setHeader", "name",
                    "split", "steps");

    private static final int MOST_LISTED = 12;

    private final YamlSchema schema = YamlSchema.ofCamel();
    private final ObjIntConsumer<String> problem;
    private final Closer closer;
    private final Set<String> misplaced = new HashSet<>();

    /// @param problem is told what is wrong and at which line
    SchemaCheck(Closer closer, ObjIntConsumer<String> problem) {
        this.closer = closer;
        this.problem = problem;
    }

    /// Looks at one word and all below it.
    ///
    /// @return whether the value is of the kind that belongs here
    boolean look(Entry entry, Shape shape) {
        if (entry.value() instanceof ScalarNode) {
            return scalar(entry, shape);
        }
        boolean fits =
                switch (shape.kind()) {
                    case ANYTHING -> true;
                    case LIST -> entry.value() instanceof SequenceNode;
                    case MAP -> entry.value() instanceof MappingNode;
                    case TEXT, NUMBER, FLAG -> false;
                };
        if (!fits) {
            problem.accept(
                    "%s must be %s, and is %s"
                            .formatted(entry.key(), wanted(shape), given(entry.value())),
                    entry.line());
            return false;
        }
        if (shape.kind() == Kind.MAP) {
            map(entry, shape);
        } else if (shape.kind() == Kind.LIST) {
            list(entry, shape);
        }
        return true;
    }

    private boolean scalar(Entry entry, Shape shape) {
        String text = entry.text().orElse("");
        String wrong =
                switch (shape.kind()) {
                    case LIST -> wanted(shape);
                    case MAP -> shape.shorthand() ? "" : wanted(shape);
                    case NUMBER ->
                            entry.isLeftOut() || text.matches("[-+]?\\d+(\\.\\d+)?")
                                    ? ""
                                    : wanted(shape);
                    case FLAG ->
                            entry.isLeftOut() || text.matches("(?i)true|false")
                                    ? ""
                                    : wanted(shape);
                    case TEXT ->
                            shape.words().isEmpty() || entry.isLeftOut() || isOneOf(shape, text)
                                    ? ""
                                    : wanted(shape);
                    case ANYTHING -> "";
                };
        boolean isValue = text.contains("{{") && shape.kind() != Kind.LIST;
        if (!wrong.isEmpty() && !isValue) {
            String given =
                    entry.isLeftOut()
                            ? "nothing stands there"
                            : "is \"%s\"".formatted(CamelProblems.cut(text));
            problem.accept(
                    "%s must be %s, and %s".formatted(entry.key(), wrong, given)
                            + (entry.isLeftOut()
                                            && shape.required().isEmpty()
                                            && shape.groups().isEmpty()
                                            && shape.kind() == Kind.MAP
                                    ? "; write %s: {}".formatted(entry.key())
                                    : NearNames.suggestion(text, shape.words())),
                    entry.line());
            return false;
        }
        if (shape.shorthand()) {
            if (entry.isLeftOut()) {
                problem.accept("nothing stands after %s:".formatted(entry.key()), entry.line());
                return false;
            }
            closer.shorthand(entry, text);
        }
        return true;
    }

    private static boolean isOneOf(Shape shape, String text) {
        return shape.words().stream().map(SchemaCheck::plain).anyMatch(plain(text)::equals);
    }

    private static String plain(String word) {
        return word.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    private void list(Entry entry, Shape shape) {
        if (schema.holdsSteps(shape)) {
            steps(entry);
            return;
        }
        for (Node item : YamlFile.items(entry.value())) {
            look(new Entry(entry.key(), YamlFile.line(item), item), schema.item(shape));
        }
    }

    private void steps(Entry list) {
        for (Node item : YamlFile.items(list.value())) {
            List<Entry> entries = YamlFile.entries(item);
            if (entries.isEmpty()) {
                String word = item instanceof ScalarNode scalar ? scalar.getValue() : "";
                problem.accept(
                        schema.steps().contains(word)
                                ? "write \"- %s: {}\"".formatted(word)
                                : "a step must stand here: a word, a colon and what belongs to it",
                        YamlFile.line(item));
            } else if (entries.size() > 1) {
                problem.accept(
                        "\"%s\" stands in the same step as \"%s\"; put a dash before it, or indent it further"
                                .formatted(entries.get(1).key(), entries.getFirst().key()),
                        entries.get(1).line());
            } else {
                step(entries.getFirst());
            }
        }
    }

    private void step(Entry entry) {
        if (entry.key().matches("doCatch|doFinally")) {
            problem.accept("%s belongs under doTry".formatted(entry.key()), entry.line());
        } else if (schema.steps().contains(entry.key())) {
            look(entry, schema.step(entry.key()));
        } else {
            problem.accept(
                    "step \"%s\" is not known.%s".formatted(entry.key(), unknownStep(entry.key())),
                    entry.line());
        }
    }

    private String unknownStep(String word) {
        List<String> holders = word.matches("when|otherwise") ? schema.stepsWith(word) : List.of();
        return holders.isEmpty()
                ? NearNames.suggestion(word, schema.steps())
                : " It belongs under %s.".formatted(String.join(" or ", holders));
    }

    private void map(Entry entry, Shape shape) {
        if (shape.members().isEmpty()) {
            return; // free: names of beans, parameters and the like
        }
        Map<String, Entry> given = new LinkedHashMap<>();
        boolean sound = true;
        for (Entry child : YamlFile.entries(entry.value())) {
            if (!shape.members().containsKey(StringHelper.dashToCamelCase(child.key()))) {
                misplaced.add(child.key());
            }
        }
        for (Entry child : YamlFile.entries(entry.value())) {
            String name = StringHelper.dashToCamelCase(child.key());
            given.put(name, child);
            if (!shape.members().containsKey(name)) {
                unknown(child, entry, shape);
                sound = false;
            } else if (name.equals("parameters")) {
                sound &= parameters(child);
            } else {
                sound &=
                        look(
                                new Entry(name, child.line(), child.value()),
                                schema.member(shape, name));
            }
        }
        // A word that is not known here is most likely the one that would else be missed.
        if (given.keySet().stream().allMatch(shape.members()::containsKey)) {
            sound &= hasWhatItNeeds(entry, shape, given);
        }
        if (sound) {
            closer.map(entry, shape, given);
        }
    }

    private void unknown(Entry child, Entry parent, Shape shape) {
        Set<String> known = new TreeSet<>(shape.members().keySet());
        known.removeAll(notHere(shape));
        String near = NearNames.suggestion(child.key(), known);
        boolean few = known.size() <= MOST_LISTED;
        problem.accept(
                "%s has no \"%s\".%s"
                        .formatted(
                                parent.key(),
                                child.key(),
                                near.isEmpty() && few
                                        ? " It has: %s".formatted(String.join(", ", known))
                                        : near),
                child.line());
    }

    /// Members that need a library which this gateway does not bring.
    private static Set<String> notHere(Shape shape) {
        Set<String> names = new TreeSet<>();
        shape.languages().stream()
                .filter(each -> !KnownNames.hasLanguage(each))
                .forEach(names::add);
        shape.dataFormats().stream()
                .filter(each -> !KnownNames.hasDataFormat(each, ""))
                .forEach(names::add);
        return names;
    }

    private boolean parameters(Entry parameters) {
        if (!(parameters.value() instanceof MappingNode)) {
            problem.accept(
                    parameters.isLeftOut()
                            ? "nothing stands after parameters:; leave it out too"
                            : "parameters must be NAME: VALUE, one a line, and is %s"
                                    .formatted(given(parameters.value())),
                    parameters.line());
            return false;
        }
        boolean sound = true;
        for (Entry each : YamlFile.entries(parameters.value())) {
            if (!(each.value() instanceof ScalarNode)) {
                problem.accept(
                        "parameter %s must be one value, and is %s"
                                .formatted(each.key(), given(each.value())),
                        each.line());
                sound = false;
            } else if (each.isLeftOut()) {
                problem.accept(
                        "parameter %s has no value; write '' for an empty text"
                                .formatted(each.key()),
                        each.line());
                sound = false;
            }
        }
        return sound;
    }

    private boolean hasWhatItNeeds(Entry entry, Shape shape, Map<String, Entry> given) {
        boolean sound = true;
        Set<String> required = new TreeSet<>(shape.required());
        Optional.ofNullable(ALSO_REQUIRED.get(entry.key())).ifPresent(required::add);
        for (String name : required) {
            Entry child = given.get(name);
            if (child == null && misplaced.contains(name)) {
                sound = false; // told where it stands
            } else if (child == null) {
                problem.accept("%s has no \"%s\"".formatted(entry.key(), name), entry.line());
                sound = false;
            } else if (isEmptyList(child)
                    || (child.isLeftOut() && schema.member(shape, name).kind() == Kind.TEXT)) {
                problem.accept("%s of %s is empty".formatted(name, entry.key()), child.line());
                sound = false;
            }
        }
        for (Set<String> group : shape.groups()) {
            List<Entry> chosen = new ArrayList<>();
            given.forEach((name, child) -> {
                if (group.contains(name)) {
                    chosen.add(child);
                }
            });
            if (chosen.size() > 1) {
                problem.accept(
                        "%s has both %s and %s; keep one"
                                .formatted(entry.key(), chosen.get(0).key(), chosen.get(1).key()),
                        chosen.get(1).line());
                sound = false;
            }
            String what =
                    group.equals(shape.languages())
                            ? "an expression, such as simple: or jq:"
                            : "a data format, such as json: {}";
            boolean needed = group.equals(shape.languages()) || group.equals(shape.dataFormats());
            if (needed && chosen.isEmpty() && sound && !EXPRESSION_OPTIONAL.contains(entry.key())) {
                problem.accept("%s needs %s".formatted(entry.key(), what), entry.line());
                sound = false;
            }
        }
        return sound;
    }

    private static boolean isEmptyList(Entry entry) {
        return entry.value() instanceof SequenceNode && YamlFile.items(entry.value()).isEmpty();
    }

    private static String wanted(Shape shape) {
        return switch (shape.kind()) {
            case NUMBER -> "a number";
            case FLAG -> "true or false";
            case LIST -> "a list, each item with a dash";
            case MAP -> shape.shorthand() ? "a text" : "NAME: VALUE, one a line";
            case TEXT ->
                    shape.words().isEmpty()
                            ? "a text"
                            : shape.words().stream()
                                    .collect(Collectors.joining(", ", "one of ", ""));
            case ANYTHING -> "anything";
        };
    }

    private static String given(Node node) {
        return switch (node) {
            case SequenceNode _ -> "a list";
            case MappingNode _ -> "a group of NAME: VALUE";
            default -> "a text";
        };
    }
}

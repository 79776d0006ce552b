package io.serai.runtime;

import io.serai.flow.FlowFile;
import io.serai.flow.Problem;

import org.apache.camel.NoSuchBeanException;
import org.apache.camel.support.processor.PredicateValidationException;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns Camel's nested exceptions into one sentence and a line of the file.
public final class CamelProblems {

    private static final Pattern YAML_MARK = Pattern.compile("line (\\d+), column \\d+");
    private static final Pattern JAVA_LINE =
            Pattern.compile("\\.java:(\\d+):\\s*(?:error:)?\\s*(.*)");
    private static final Pattern JAVA_SYMBOL = Pattern.compile("symbol:\\s+(.*)");
    private static final Pattern SOURCE_LINE = Pattern.compile("\\.(?:yaml|java):(\\d+)");
    private static final int TEXT_CHARACTERS = 400;
    private static final int QUOTED_CHARACTERS = 60;
    private static final int MOST_CAUSES = 50;

    /// What Camel says, and what the owner of a house can do something with.
    private record Words(Pattern theirs, String ours) {

        static Words of(String theirs, String ours) {
            return new Words(Pattern.compile(theirs, Pattern.DOTALL), ours);
        }
    }

    private static final List<Words> WORDS =
            List.of(
                    Words.of(
                            "Failed to resolve endpoint: .*? due to: There are \\d+ parameters.*",
                            "an option of this endpoint is not known"),
                    Words.of("Failed to resolve endpoint: .*? due to: (.*)", "$1"),
                    Words.of(
                            "No endpoint could be found for: (\\w[\\w+.-]*).*",
                            "component \"$1\" is not known"),
                    Words.of(
                            "Property with key \\[(.*?)] not found.*",
                            "{{$1}} has no value; give it one in settings.properties"),
                    Words.of("expected symbol functionEnd but was eol.*", "\\${...} is not closed"),
                    Words.of(
                            "Encountered \" (\".*?\").* at line \\d+, column (\\d+).*",
                            "$1 is not expected as its character $2"),
                    Words.of("Unknown function: (.*)", "there is no function \"$1\""),
                    Words.of(
                            "No language could be found for: (\\S+)",
                            "language \"$1\" is no part of this gateway"),
                    Words.of(
                            "Enum class .* does not have any constant with value: (.*)",
                            "\"$1\" is none of the words there are"),
                    Words.of("For input string: \"(.*?)\".*", "\"$1\" is no number"),
                    Words.of(
                            "Cannot convert the String value: (.*) to type: boolean.*",
                            "\"$1\" is neither true nor false"),
                    Words.of(
                            "No type converter available to convert from type: java.lang.String to"
                                    + " the required type: java.lang.Boolean.*",
                            "a word stands where true or false belongs"),
                    Words.of(
                            "Cannot find AggregationStrategy in Registry with name: (.*)",
                            "there is no bean \"$1\" to be the aggregationStrategy"),
                    Words.of(
                            "Expected scheme-specific part at index \\d+: (\\w+):.*",
                            "a name must stand after $1:"),
                    Words.of("Definition has no children on (\\w+)\\[.*", "$1 has no steps"),
                    Words.of(
                            "Route (\\S+) has no output processors.*",
                            "the route from here has no steps"));

    private CamelProblems() {}

    /// What is wrong in `source`, as far as `cause` tells.
    @SuppressWarnings(
            "IllegalCatch") // what a file throws may even throw when it is asked what it says
    public static Problem of(FlowFile source, Throwable cause) {
        try {
            return problem(source, cause);
        } catch (Throwable _) {
            return new Problem(source.file(), 0, nameless(cause));
        }
    }

    private static Problem problem(FlowFile source, Throwable cause) {
        if (source.isJava()) {
            for (Throwable each : chain(cause)) {
                String message = String.valueOf(each.getMessage());
                Matcher java = JAVA_LINE.matcher(message);
                if (java.find()) {
                    return new Problem(
                            source.file(),
                            Integer.parseInt(java.group(1)),
                            compilerWords(java, message));
                }
                if (message.startsWith("Compilation error")) {
                    return new Problem(
                            source.file(), 0, "holds no class; one must extend RouteBuilder");
                }
            }
        }
        int line = line(cause);
        return new Problem(
                source.file(),
                line > 0 ? line : lineOfFrame(source, cause),
                printable(rootMessage(cause), TEXT_CHARACTERS));
    }

    private static String compilerWords(Matcher java, String message) {
        Matcher symbol = JAVA_SYMBOL.matcher(message);
        String words = java.group(2).strip();
        return words.equals("cannot find symbol") && symbol.find(java.end())
                ? words + " " + symbol.group(1).replaceAll("\\s+", " ").strip()
                : words;
    }

    /// What was thrown, and what caused it; two may name each other.
    private static List<Throwable> chain(Throwable cause) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable each = cause;
                each != null && chain.size() < MOST_CAUSES;
                each = each.getCause()) {
            chain.add(each);
        }
        return chain;
    }

    private static int line(Throwable cause) {
        int line = 0;
        for (Throwable each : chain(cause)) {
            String message = String.valueOf(each.getMessage());
            for (Pattern pattern : new Pattern[] {YAML_MARK, SOURCE_LINE}) {
                Matcher matcher = pattern.matcher(message);
                if (matcher.find()) {
                    line = Integer.parseInt(matcher.group(1));
                }
            }
        }
        return line;
    }

    /// Where the file's own code was when it failed.
    static int lineOfFrame(FlowFile source, Throwable cause) {
        String name = source.file().getFileName().toString();
        int line = 0;
        for (Throwable each : chain(cause)) {
            for (StackTraceElement frame : each.getStackTrace()) {
                if (name.equals(frame.getFileName())) {
                    line = frame.getLineNumber();
                    break;
                }
            }
        }
        return Math.max(0, line);
    }

    /// The first line of the innermost message, which is the one that says what is wrong.
    public static String rootMessage(Throwable cause) {
        List<Throwable> chain = chain(cause);
        Throwable root =
                chain.stream()
                        .filter(ClassNotFoundException.class::isInstance)
                        .findFirst()
                        .orElse(chain.getLast());
        String text = words(root);
        return text.length() <= TEXT_CHARACTERS ? text : text.substring(0, TEXT_CHARACTERS) + "…";
    }

    private static String words(Throwable root) {
        String message = root.getMessage();
        return switch (root) {
            case PredicateValidationException unmet ->
                    "%s does not hold".formatted(unmet.getPredicate());
            case NoSuchBeanException none -> "there is no bean \"%s\"".formatted(none.getName());
            case ClassNotFoundException none ->
                    "there is no class \"%s\"".formatted(none.getMessage());
            case NoClassDefFoundError _ when message != null && message.matches("[\\w/$]+") ->
                    "there is no class \"%s\"; is a jar missing?"
                            .formatted(message.replace('/', '.'));
            case StackOverflowError _ -> "calls itself without end (StackOverflowError)";
            case Error _ when message != null && !message.isBlank() ->
                    "%s: %s".formatted(nameless(root), inOurWords(message));
            case NullPointerException _ when message != null ->
                    "something is missing: " + firstLine(message);
            default -> message == null || message.isBlank() ? nameless(root) : inOurWords(message);
        };
    }

    private static String nameless(Throwable root) {
        return root.getClass().getSimpleName();
    }

    private static String inOurWords(String message) {
        String first = firstLine(message);
        for (Words each : WORDS) {
            Matcher matcher = each.theirs().matcher(first);
            if (matcher.matches()) {
                return matcher.replaceFirst(each.ours());
            }
        }
        return first.replaceFirst("[.:]? (on the exchange: )?Exchange\\[\\w+-\\w+]\\.?$", "")
                .replaceAll("\\borg\\.apache\\.camel\\.(?:\\w+\\.)*(\\w+)(?:@[0-9a-f]+)?", "$1");
    }

    private static String firstLine(String message) {
        return message.strip().lines().findFirst().orElse(message);
    }

    /// As much of `text` as one wants to see quoted.
    public static String cut(String text) {
        return printable(text, QUOTED_CHARACTERS);
    }

    /// `text` without control characters, cut to `most`.
    static String printable(String text, int most) {
        String clean = text.replaceAll("\\p{Cntrl}", "\uFFFD");
        return clean.length() <= most ? clean : clean.substring(0, most) + "…";
    }
}

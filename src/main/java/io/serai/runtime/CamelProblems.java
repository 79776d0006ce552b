package io.serai.runtime;

import io.serai.flow.FlowFile;
import io.serai.flow.Problem;

import org.apache.camel.support.processor.PredicateValidationException;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns Camel's nested exceptions into one sentence and a line of the file.
public final class CamelProblems {

    private static final Pattern YAML_MARK = Pattern.compile("line (\\d+), column \\d+");
    private static final Pattern JAVA_LINE =
            Pattern.compile("\\.java:(\\d+):\\s*(?:error:)?\\s*(.*)");
    private static final Pattern SOURCE_LINE = Pattern.compile("\\.(?:yaml|java):(\\d+)");
    private static final int TEXT_CHARACTERS = 400;

    private CamelProblems() {}

    /// What is wrong in `source`, as far as `cause` tells.
    public static Problem of(FlowFile source, Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage());
            Matcher java = JAVA_LINE.matcher(message);
            if (source.isJava() && java.find()) {
                return new Problem(
                        source.file(), Integer.parseInt(java.group(1)), java.group(2).strip());
            }
        }
        return new Problem(
                source.file(), line(cause), printable(rootMessage(cause), TEXT_CHARACTERS));
    }

    private static int line(Throwable cause) {
        int line = 0;
        for (Throwable each = cause; each != null; each = each.getCause()) {
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

    /// The first line of the innermost message, which is the one that says what is wrong.
    public static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof PredicateValidationException unmet) {
            return "%s does not hold".formatted(unmet.getPredicate());
        }
        String message = root.getMessage();
        if (message == null || message.isBlank()) {
            return root.getClass().getSimpleName();
        }
        String first = message.strip().lines().findFirst().orElse(message);
        return first.replaceFirst("[.:]? (on the exchange: )?Exchange\\[\\w+-\\w+]\\.?$", "");
    }

    /// `text` without control characters, cut to `most`.
    static String printable(String text, int most) {
        String clean = text.replaceAll("\\p{Cntrl}", "\uFFFD");
        return clean.length() <= most ? clean : clean.substring(0, most) + "…";
    }
}

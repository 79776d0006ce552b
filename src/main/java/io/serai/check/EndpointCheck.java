package io.serai.check;

import io.serai.config.NearNames;
import io.serai.node.spi.KnowsOptions;
import io.serai.runtime.CamelProblems;
import io.serai.runtime.KnownNames;
import io.serai.runtime.RunningFlow;

import org.apache.camel.Endpoint;
import org.apache.camel.util.URISupport;

import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.ObjIntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Looks at one endpoint of a flow after the other: its component, its options, what they may be, and whether
/// it can be a source or a target. None is started.
final class EndpointCheck {

    /// @param sourceOrTarget where it stands
    /// @param parameters those that stand beside the URI
    record Use(
            String uri,
            int line,
            SourceOrTarget sourceOrTarget,
            Map<String, Parameter> parameters) {

        static Use of(String uri, int line, SourceOrTarget role) {
            return new Use(uri, line, role, Map.of());
        }

        String scheme() {
            return uri.replaceFirst("[:?].*", "");
        }
    }

    enum SourceOrTarget {
        SOURCE,
        TARGET,
        UNASKED
    }

    record Parameter(String text, int line) {}

    private static final Pattern FIRST_WORD = Pattern.compile("\"?(\\w+)");
    private static final String TIME = "-?\\d+|P.+|(\\d+ *[a-z]+ *)+";

    private final RunningFlow bench;
    private final KnownNames names;
    private final ObjIntConsumer<String> problem;

    /// @param bench a flow without routes to make the endpoints in
    /// @param problem is told what is wrong and at which line
    EndpointCheck(RunningFlow bench, ObjIntConsumer<String> problem) {
        this.bench = bench;
        this.names = bench.names();
        this.problem = problem;
    }

    /// Tells of everything that is wrong with one.
    ///
    /// @return whether nothing is
    boolean check(Use use) {
        try {
            String uri = bench.resolveValues(closed(use.uri()));
            for (Parameter each : use.parameters().values()) {
                if (!resolves(each)) {
                    return false;
                }
            }
            return schemeIsKnown(uri, use)
                    && optionsAreKnown(options(uri, use), use)
                    && fits(withParameters(uri, use), use);
        } catch (URISyntaxException e) {
            return fault(
                    use.line(),
                    "\"%s\" is not of the form COMPONENT:NAME?OPTION=VALUE"
                            .formatted(use.scheme() + ":..."));
        } catch (RuntimeException | Error e) {
            String text = CamelProblems.rootMessage(e);
            return fault(lineOf(text, use), text);
        }
    }

    private boolean resolves(Parameter each) {
        try {
            bench.resolveValues(closed(each.text()));
            return true;
        } catch (RuntimeException | Error e) {
            return fault(each.line(), CamelProblems.rootMessage(e));
        }
    }

    private static String closed(String text) {
        int open = text.lastIndexOf("{{");
        if (open >= 0 && text.indexOf("}}", open) < 0) {
            throw new IllegalArgumentException("{{ is never closed; values are written {{NAME}}");
        }
        return text;
    }

    private boolean schemeIsKnown(String uri, Use use) {
        if (uri.isBlank()) {
            return fault(use.line(), "no endpoint stands here");
        }
        String scheme = uri.replaceFirst("[:?].*", "");
        if (names.schemes().contains(scheme)) {
            return true;
        }
        return fault(
                use.line(),
                uri.contains(":")
                        ? "component \"%s\" is not known.%s"
                                .formatted(scheme, NearNames.suggestion(scheme, names.schemes()))
                        : "\"%s\" names no component; put one and a colon before it, such as paho:%s"
                                .formatted(scheme, scheme));
    }

    private Map<String, Parameter> options(String uri, Use use) throws URISyntaxException {
        Map<String, Parameter> options = new LinkedHashMap<>();
        int mark = uri.indexOf('?');
        if (mark >= 0) {
            URISupport.parseQuery(uri.substring(mark + 1), true, true)
                    .forEach((name, value) ->
                            options.put(name, new Parameter(value.toString(), use.line())));
        }
        options.putAll(use.parameters());
        return options;
    }

    private boolean optionsAreKnown(Map<String, Parameter> options, Use use) {
        String scheme = use.scheme();
        Map<String, String> known = names.options(scheme);
        boolean fine = true;
        for (var each : options.entrySet()) {
            String name = each.getKey();
            int line = each.getValue().line();
            if (known.isEmpty() || name.contains(".")) {
                continue; // takes any, or a family of them
            }
            String type = known.get(name);
            if (type == null) {
                fine =
                        fault(
                                line,
                                "option \"%s\" of %s is not known.%s"
                                        .formatted(
                                                name,
                                                scheme,
                                                NearNames.suggestion(name, known.keySet())));
            } else {
                fine &= optionFits(name, type, each.getValue());
            }
        }
        return fine;
    }

    private boolean optionFits(String name, String type, Parameter given) {
        String value = bench.resolveValues(given.text());
        if (value.startsWith("#") || value.isEmpty()) {
            return true; // names a bean, or is left out
        }
        String wanted =
                switch (type) {
                    case "boolean" -> value.matches("(?i)true|false") ? "" : "true or false";
                    case "integer" -> value.matches("[-+]?\\d+") ? "" : "a whole number";
                    case "duration" ->
                            value.toLowerCase(Locale.ROOT).matches(TIME.toLowerCase(Locale.ROOT))
                                    ? ""
                                    : "a duration such as 5s or 1m30s";
                    default -> "";
                };
        return wanted.isEmpty()
                || fault(
                        given.line(),
                        "option \"%s\" must be %s, is \"%s\""
                                .formatted(name, wanted, given.text()));
    }

    private boolean fits(String uri, Use use) {
        Endpoint endpoint = bench.resolveEndpoint(uri);
        // Those of Camel may do things already when they are asked, such as making folders.
        if (bench.context().getComponent(use.scheme(), false, false) instanceof KnowsOptions) {
            try {
                switch (use.sourceOrTarget()) {
                    case SOURCE -> endpoint.createConsumer(_ -> {});
                    case TARGET -> endpoint.createProducer();
                    case UNASKED -> {}
                }
            } catch (Exception | Error e) {
                String text = CamelProblems.rootMessage(e);
                return fault(lineOf(text, use), text);
            }
        }
        return true;
    }

    /// The line of the option that a message begins with; else that of the whole endpoint.
    private static int lineOf(String text, Use use) {
        Matcher first = FIRST_WORD.matcher(text);
        Parameter named = first.lookingAt() ? use.parameters().get(first.group(1)) : null;
        return named == null ? use.line() : named.line();
    }

    private boolean fault(int line, String text) {
        problem.accept(text, line);
        return false;
    }

    private static String withParameters(String uri, Use use) {
        if (use.parameters().isEmpty()) {
            return uri;
        }
        var query = new StringJoiner("&", uri + (uri.contains("?") ? "&" : "?"), "");
        use.parameters()
                .forEach((name, value) ->
                        query.add(
                                name
                                        + "="
                                        + (value.text().contains("{{")
                                                ? value.text()
                                                : URLEncoder.encode(
                                                        value.text(), StandardCharsets.UTF_8))));
        return query.toString();
    }
}

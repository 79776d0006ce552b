package io.serai.check;

import io.serai.check.EndpointCheck.Parameter;
import io.serai.check.EndpointCheck.SourceOrTarget;
import io.serai.check.YamlSchema.Shape;
import io.serai.config.NearNames;
import io.serai.runtime.CamelProblems;
import io.serai.runtime.KnownNames;
import io.serai.runtime.RunningFlow;
import io.serai.yaml.YamlFile;
import io.serai.yaml.YamlFile.Entry;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjIntConsumer;

/// Looks through a YAML route file, closer where an endpoint, an expression or an id stands.
final class YamlRouteCheck implements SchemaCheck.Closer {

    private static final Set<String> SOURCES = Set.of("from", "poll", "interceptFrom");
    private static final Set<String> TARGETS = Set.of("to", "wireTap");
    private static final Set<String> DYNAMIC = Set.of("toD", "wireTap");
    private static final Set<String> PREDICATES =
            Set.of("when", "onWhen", "filter", "validate", "completionPredicate", "retryWhile");
    private static final Set<String> PARSED = Set.of("simple", "jq");
    private static final Set<String> ROUTES = Set.of("route", "from");
    private static final Set<String> BEFORE_ROUTES =
            Set.of(
                    "onException",
                    "onCompletion",
                    "intercept",
                    "interceptFrom",
                    "interceptSendToEndpoint",
                    "errorHandler");

    private static final Set<String> COUNTED = Set.of("delay", "loop", "throttle");

    /// Those that one can have meant, being of a few that need no package.
    private static final Set<String> USUAL_TYPES =
            Set.of("String", "Integer", "Long", "Double", "Boolean", "byte[]", "java.util.Map");

    /// Steps that hand every message on.
    private static final Set<String> PLAIN =
            Set.of(
                    "convertBodyTo",
                    "delay",
                    "log",
                    "removeHeader",
                    "removeHeaders",
                    "setBody",
                    "setHeader",
                    "setHeaders",
                    "setProperty",
                    "setVariable",
                    "to",
                    "transform",
                    "wireTap");

    private final YamlSchema schema = YamlSchema.ofCamel();
    private final ObjIntConsumer<String> problem;
    private final RunningFlow bench;
    private final SchemaCheck walk;
    private final EndpointCheck endpoints;
    private final Directs directs;
    private final Kamelets kamelets;
    private final RouteIds routeIds;
    private final Map<String, Integer> nodeIds = new HashMap<>();
    private final Map<String, Integer> startupOrders = new HashMap<>();
    private boolean routeSeen;

    /// @param problem is told what is wrong and at which line
    /// @param bench a flow without routes to try endpoints and expressions on
    YamlRouteCheck(RunningFlow bench, RouteIds routeIds, ObjIntConsumer<String> problem) {
        this.problem = problem;
        this.bench = bench;
        this.routeIds = routeIds;
        walk = new SchemaCheck(this, problem);
        endpoints = new EndpointCheck(bench, problem);
        directs = new Directs(problem);
        kamelets = new Kamelets(bench.source(), problem);
    }

    void file(Node root) {
        List<Node> items = YamlFile.items(root);
        if (items.isEmpty()) {
            problem.accept(
                    "a route file holds a list: begin with \"- route:\"", YamlFile.line(root));
        }
        for (Node item : items) {
            if (YamlFile.entries(item).isEmpty()) {
                problem.accept(
                        "a route file holds a list of routes, each begins with \"- route:\"",
                        YamlFile.line(item));
                return;
            }
            YamlFile.entries(item).forEach(this::top);
        }
        directs.tell();
    }

    private void top(Entry entry) {
        if (!schema.topLevel().contains(entry.key())) {
            problem.accept(
                    "\"%s\" is not known at the top of a route file.%s"
                            .formatted(
                                    entry.key(),
                                    schema.steps().contains(entry.key())
                                            ? " It is a step; is it not indented enough?"
                                            : NearNames.suggestion(entry.key(), schema.topLevel())),
                    entry.line());
            return;
        }
        if (routeSeen && BEFORE_ROUTES.contains(entry.key())) {
            problem.accept(entry.key() + " must stand before the first route", entry.line());
        }
        if (ROUTES.contains(entry.key())) {
            routeSeen = true;
            route(entry);
        }
        walk.look(entry, schema.top(entry.key()));
    }

    private void route(Entry entry) {
        YamlFile.entry(entry.value(), "id")
                .ifPresent(
                        id -> id.text().ifPresent(text -> routeIds.take(text, id.line(), problem)));
        Optional<Entry> from =
                entry.key().equals("from")
                        ? Optional.of(entry)
                        : YamlFile.entry(entry.value(), "from");
        from.ifPresent(this::direct);
    }

    /// Notes which other route every message of this one goes to.
    private void direct(Entry from) {
        String source = directName(from);
        if (source.isEmpty()) {
            return;
        }
        directs.source(source, from.line());
        Node steps = YamlFile.entry(from.value(), "steps").map(Entry::value).orElse(null);
        for (Node item : YamlFile.items(steps)) {
            for (Entry step : YamlFile.entries(item)) {
                String target = directName(step);
                if (step.key().equals("to") && !target.isEmpty()) {
                    directs.callAlways(source, target, step.line());
                }
                if (!PLAIN.contains(step.key()) || mayEnd(step)) {
                    return;
                }
            }
        }
    }

    private static boolean mayEnd(Entry step) {
        return step.key().equals("to")
                && uri(step).matches("(threshold|bean|class|kamelet|seda):.*");
    }

    private static String directName(Entry entry) {
        return Directs.name(uri(entry));
    }

    private static String uri(Entry entry) {
        return entry.text()
                .or(() -> YamlFile.entry(entry.value(), "uri").flatMap(Entry::text))
                .orElse("");
    }

    @Override
    public void shorthand(Entry entry, String text) {
        Map<String, Parameter> none = Map.of();
        if (SOURCES.contains(entry.key())
                || TARGETS.contains(entry.key())
                || DYNAMIC.contains(entry.key())) {
            endpoint(entry.key(), text, entry.line(), none);
        } else if (entry.key().equals("log")) {
            expression("simple", text, entry.line(), false);
        } else if (entry.key().equals("kamelet")) {
            kamelets.check(text, entry.line(), none);
        }
    }

    @Override
    public void map(Entry entry, Shape shape, Map<String, Entry> given) {
        Optional<Entry> uri = Optional.ofNullable(given.get("uri"));
        if (shape.members().containsKey("parameters")) {
            Map<String, Parameter> parameters = given(given.get("parameters"));
            uri.flatMap(Entry::text)
                    .ifPresent(text -> endpoint(entry.key(), text, uri.get().line(), parameters));
            if (entry.key().equals("kamelet")) {
                Optional.ofNullable(given.get("name"))
                        .ifPresent(name ->
                                kamelets.check(name.text().orElse(""), name.line(), parameters));
            }
        }
        boolean predicate = PREDICATES.contains(entry.key());
        for (String language : shape.languages()) {
            Entry expression = given.get(language);
            if (expression != null) {
                language(language, expression, predicate);
            }
        }
        for (String format : shape.dataFormats()) {
            Entry child = given.get(format);
            if (child != null) {
                dataFormat(format, child);
            }
        }
        Optional<Entry> constant = text(given, "constant");
        if (COUNTED.contains(entry.key())) {
            constant.ifPresent(each -> counted(entry, each));
        }
        if (entry.key().matches("convert(Body|Header|Variable)To")) {
            text(given, "type").ifPresent(this::type);
        }
        if (entry.key().equals("aggregate")
                && given.keySet().stream().noneMatch(name -> name.startsWith("completion"))) {
            problem.accept(
                    "aggregate would gather for ever; give it completionSize, completionTimeout,"
                            + " completionInterval or completionPredicate",
                    entry.line());
        }
        if (entry.key().equals("log")) {
            text(given, "message")
                    .ifPresent(each ->
                            expression("simple", each.text().orElse(""), each.line(), false));
        }
        if (shape.members().containsKey("note") && !ROUTES.contains(entry.key())) {
            text(given, "id").ifPresent(id -> once(nodeIds, id, "id"));
        }
        text(given, "startupOrder").ifPresent(each -> once(startupOrders, each, "startupOrder"));
    }

    /// The member called `name`, if it is there and a text.
    private static Optional<Entry> text(Map<String, Entry> given, String name) {
        return Optional.ofNullable(given.get(name)).filter(each -> each.text().isPresent());
    }

    private void counted(Entry step, Entry constant) {
        String text = constant.text().orElse("");
        if (!text.matches("\\s*(\\d.*|\\{\\{.*)")) {
            problem.accept(
                    "%s must be a number, and is \"%s\""
                            .formatted(step.key(), CamelProblems.cut(text)),
                    constant.line());
        }
    }

    private void type(Entry type) {
        String name = type.text().orElse("");
        if (!name.contains("{{") && bench.context().getClassResolver().resolveClass(name) == null) {
            problem.accept(
                    "there is no class \"%s\".%s"
                            .formatted(name, NearNames.suggestion(name, USUAL_TYPES)),
                    type.line());
        }
    }

    private void once(Map<String, Integer> seen, Entry entry, String what) {
        String text = entry.text().orElse("");
        Integer first = text.isEmpty() ? null : seen.putIfAbsent(text, entry.line());
        if (first != null) {
            problem.accept(
                    "%s \"%s\" is taken in line %d already; give this one another"
                            .formatted(what, text, first),
                    entry.line());
        }
    }

    private void language(String language, Entry expression, boolean predicate) {
        if (!KnownNames.hasLanguage(language)) {
            problem.accept(
                    "language \"%s\" is no part of this gateway. There are: %s"
                            .formatted(language, String.join(", ", KnownNames.languages())),
                    expression.line());
            return;
        }
        String name =
                language.equals("language")
                        ? YamlFile.entry(expression.value(), "language")
                                .flatMap(Entry::text)
                                .orElse("")
                        : language;
        if (language.equals("language") && !KnownNames.languages().contains(name)) {
            problem.accept(
                    "language \"%s\" is not known.%s"
                            .formatted(name, NearNames.suggestion(name, KnownNames.languages())),
                    expression.line());
            return;
        }
        Optional<Entry> inner = YamlFile.entry(expression.value(), "expression");
        Entry at = inner.orElse(expression);
        at.text().ifPresent(text -> expression(name, text, at.line(), predicate));
    }

    private void expression(String language, String text, int line, boolean predicate) {
        try {
            // Looked at even where nothing else is, as a value that is missing ends every language.
            String resolved = bench.resolveValues(text);
            if (PARSED.contains(language)) {
                bench.resolveExpression(language, resolved, predicate);
            }
        } catch (RuntimeException | Error e) {
            problem.accept(
                    "%s expression: %s".formatted(language, CamelProblems.rootMessage(e)), line);
        }
    }

    private void dataFormat(String format, Entry child) {
        String library = YamlFile.entry(child.value(), "library").flatMap(Entry::text).orElse("");
        if (!KnownNames.hasDataFormat(format, library)) {
            problem.accept(
                    "data format \"%s\" is no part of this gateway; json is"
                            .formatted(library.isEmpty() ? format : format + " by " + library),
                    child.line());
        }
    }

    private void endpoint(String word, String uri, int line, Map<String, Parameter> parameters) {
        if (uri.contains("${") && DYNAMIC.contains(word)) {
            expression("simple", uri, line, false);
            return;
        }
        if (!SOURCES.contains(word) && !TARGETS.contains(word) && !word.equals("toD")) {
            return;
        }
        SourceOrTarget role =
                SOURCES.contains(word) ? SourceOrTarget.SOURCE : SourceOrTarget.TARGET;
        String direct = Directs.name(uri);
        if (!direct.isEmpty() && !direct.contains("{{") && role == SourceOrTarget.TARGET) {
            directs.call(direct, line);
        }
        if (uri.startsWith("kamelet:")) {
            kamelets.checkUri(uri, line, parameters);
        } else {
            endpoints.check(new EndpointCheck.Use(uri, line, role, parameters));
        }
    }

    private static Map<String, Parameter> given(@Nullable Entry parameters) {
        Map<String, Parameter> given = new LinkedHashMap<>();
        if (parameters != null) {
            for (Entry each : YamlFile.entries(parameters.value())) {
                each.text()
                        .ifPresent(text -> given.put(each.key(), new Parameter(text, each.line())));
            }
        }
        return given;
    }
}

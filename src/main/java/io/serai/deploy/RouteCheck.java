package io.serai.deploy;

import io.serai.config.NearNames;
import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.runtime.CamelProblems;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;

import org.snakeyaml.engine.v2.nodes.Node;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/// Looks for everything that is wrong in route files without running them.
///
/// Camel stops at the first thing it does not understand and often without a line, so steps, endpoints
/// and expressions are looked at one by one in the file's own tree first; what only Camel can see is
/// found by building the flow, unstarted, where that first look found nothing.
public final class RouteCheck {

    private static final Set<String> URI_STEPS =
            Set.of("from", "to", "toD", "wireTap", "enrich", "pollEnrich", "poll", "interceptFrom");
    private static final Set<String> PREDICATE_STEPS = Set.of("when", "filter", "validate");
    private static final Set<String> LANGUAGES = Set.of("simple", "jq");

    private final FlowFactory factory;
    private final YamlSteps steps;

    /// @param factory over an outside that opens nothing
    public RouteCheck(FlowFactory factory) {
        this.factory = factory;
        this.steps = YamlSteps.ofCamel();
    }

    /// Every problem of every flow in `folder`, in order of file and line.
    public List<Problem> checkFolder(Path folder) {
        RoutesFolder content = RoutesFolder.read(folder);
        List<Problem> problems = new ArrayList<>(content.allProblems());
        problems.addAll(check(content.flows()));
        return sorted(problems);
    }

    /// Every problem of `files`, which need not lie in the routes folder.
    ///
    /// @param folder has the kamelets and values that they may refer to
    public List<Problem> checkFiles(List<Path> files, Path folder) {
        RoutesFolder content = RoutesFolder.read(folder);
        List<Problem> problems = new ArrayList<>();
        List<FlowSource> flows = new ArrayList<>();
        for (Path file : files) {
            FlowFile.of(file)
                    .ifPresentOrElse(
                            flow ->
                                    SourceFile.read(file, problems)
                                            .ifPresent(text ->
                                                    flows.add(
                                                            new FlowSource(
                                                                    flow,
                                                                    text,
                                                                    content.kamelets(),
                                                                    content.values()))),
                            () ->
                                    problems.add(
                                            new Problem(
                                                    file,
                                                    0,
                                                    "is not a route file's name; NAME.camel.yaml and"
                                                            + " Name.java are.")));
        }
        problems.addAll(check(flows));
        return sorted(problems);
    }

    /// The problems of one flow that can be seen without building it, in order of line.
    ///
    /// @param taken route ids of other flows, and their files
    List<Problem> look(FlowSource flow, Map<String, Path> taken) {
        return sorted(new OneFile(flow, new HashMap<>(taken)).look());
    }

    List<Problem> check(List<FlowSource> flows) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Path> routeIds = new HashMap<>();
        for (FlowSource flow : flows) {
            problems.addAll(new OneFile(flow, routeIds).check());
        }
        return problems;
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
                .toList();
    }

    private final class OneFile {

        private final FlowSource source;
        private final Map<String, Path> routeIds;
        private final List<Problem> problems = new ArrayList<>();

        OneFile(FlowSource source, Map<String, Path> routeIds) {
            this.source = source;
            this.routeIds = routeIds;
        }

        List<Problem> check() {
            if (look().isEmpty()) {
                build();
            }
            return problems;
        }

        List<Problem> look() {
            if (!source.file().isJava()) {
                Optional<Node> root = YamlFile.parse(path(), source.text(), problems);
                if (root.isPresent()) {
                    lookAt(root.get());
                }
            }
            return problems;
        }

        private void lookAt(Node root) {
            try (RunningFlow bench = factory.empty(source)) {
                List<Node> items = YamlFile.items(root);
                if (items.isEmpty()) {
                    problem(
                            YamlFile.line(root),
                            "a route file holds a list: begin with \"- route:\".");
                }
                for (Node item : items) {
                    for (YamlFile.Entry entry : YamlFile.entries(item)) {
                        if (!steps.isTopLevel(entry.key())) {
                            problem(
                                    entry.line(),
                                    "\"%s\" is not known at the top of a route file.%s"
                                            .formatted(
                                                    entry.key(),
                                                    NearNames.suggestion(
                                                            entry.key(), steps.topLevel())));
                        } else {
                            noteRouteId(entry);
                            walk(entry, bench);
                        }
                    }
                }
            } catch (FlowException e) {
                problems.add(e.problem());
            }
        }

        private void noteRouteId(YamlFile.Entry entry) {
            if (!entry.key().equals("route")) {
                return;
            }
            for (YamlFile.Entry each : YamlFile.entries(entry.value())) {
                String id = each.key().equals("id") ? each.text().orElse("") : "";
                Path first = id.isEmpty() ? null : routeIds.putIfAbsent(id, path());
                if (first != null) {
                    problem(
                            each.line(),
                            "route id \"%s\" is taken by %s; give this route another."
                                    .formatted(id, first));
                }
            }
        }

        private void walk(YamlFile.Entry entry, RunningFlow bench) {
            if (URI_STEPS.contains(entry.key())) {
                endpoint(entry, bench);
            }
            if (LANGUAGES.contains(entry.key())) {
                expression(entry.key(), entry, bench, false);
            }
            boolean predicate = PREDICATE_STEPS.contains(entry.key());
            for (YamlFile.Entry child : YamlFile.entries(entry.value())) {
                if (child.key().equals("steps")) {
                    YamlFile.items(child.value()).forEach(step -> step(step, bench));
                } else if (predicate && LANGUAGES.contains(child.key())) {
                    expression(child.key(), child, bench, true);
                } else if (!child.key().equals("parameters")) {
                    walk(child, bench);
                }
            }
            for (Node item : YamlFile.items(entry.value())) {
                for (YamlFile.Entry child : YamlFile.entries(item)) {
                    boolean branch = entry.key().equals("when");
                    if (branch && child.key().equals("steps")) {
                        YamlFile.items(child.value()).forEach(step -> step(step, bench));
                    } else if (branch && LANGUAGES.contains(child.key())) {
                        expression(child.key(), child, bench, true);
                    } else {
                        walk(child, bench);
                    }
                }
            }
        }

        private void step(Node step, RunningFlow bench) {
            for (YamlFile.Entry entry : YamlFile.entries(step)) {
                if (steps.isStep(entry.key())) {
                    walk(entry, bench);
                } else {
                    problem(
                            entry.line(),
                            "step \"%s\" is not known.%s"
                                    .formatted(
                                            entry.key(),
                                            NearNames.suggestion(entry.key(), steps.steps())));
                }
            }
        }

        private void endpoint(YamlFile.Entry entry, RunningFlow bench) {
            String uri = entry.text().orElse("");
            int line = entry.line();
            Map<String, String> parameters = new HashMap<>();
            for (YamlFile.Entry child : YamlFile.entries(entry.value())) {
                if (child.key().equals("uri")) {
                    uri = child.text().orElse("");
                    line = child.line();
                } else if (child.key().equals("parameters")) {
                    YamlFile.entries(child.value())
                            .forEach(option ->
                                    option.text()
                                            .ifPresent(text -> parameters.put(option.key(), text)));
                }
            }
            if (uri.isEmpty() || uri.contains("${") || uri.startsWith("kamelet:")) {
                return; // dynamic, or seen by building
            }
            try {
                bench.resolveEndpoint(withParameters(uri, parameters));
            } catch (RuntimeException e) {
                problem(line, endpointProblem(uri, CamelProblems.rootMessage(e), bench));
            }
        }

        private String endpointProblem(String uri, String message, RunningFlow bench) {
            String scheme = uri.replaceFirst(":.*", "");
            if (message.startsWith("No endpoint could be found for")) {
                return "component \"%s\" is not known.%s"
                        .formatted(scheme, NearNames.suggestion(scheme, bench.schemes()));
            }
            return message.replaceFirst("^Failed to resolve endpoint: .*? due to: ", "");
        }

        private void expression(
                String language, YamlFile.Entry entry, RunningFlow bench, boolean predicate) {
            Optional<String> text = entry.text();
            if (text.isEmpty()) {
                text =
                        YamlFile.entries(entry.value()).stream()
                                .filter(child -> child.key().equals("expression"))
                                .findFirst()
                                .flatMap(YamlFile.Entry::text);
            }
            if (text.isEmpty()) {
                return;
            }
            try {
                bench.resolveExpression(language, text.get(), predicate);
            } catch (RuntimeException e) {
                problem(
                        entry.line(),
                        "%s expression: %s".formatted(language, CamelProblems.rootMessage(e)));
            }
        }

        private void build() {
            try (RunningFlow flow = factory.build(source)) {
                flow.prepare();
            } catch (FlowException e) {
                problems.add(e.problem());
            }
        }

        private void problem(int line, String text) {
            problems.add(new Problem(path(), line, text));
        }

        private Path path() {
            return source.file().file();
        }
    }

    private static String withParameters(String uri, Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return uri;
        }
        var query = new StringJoiner("&", uri + (uri.contains("?") ? "&" : "?"), "");
        parameters.forEach((key, value) ->
                query.add(
                        key
                                + "="
                                + (value.contains("{{")
                                        ? value
                                        : URLEncoder.encode(value, StandardCharsets.UTF_8))));
        return query.toString();
    }
}

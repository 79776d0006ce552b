package io.serai.check;

import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.flowtest.read.TestFile;
import io.serai.routes.RoutesFolder;
import io.serai.routes.SideFile;
import io.serai.routes.SideFiles;
import io.serai.routes.SourceFile;
import io.serai.runtime.CamelProblems;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;
import io.serai.yaml.YamlFile;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for everything that is wrong in route files without running them.
///
/// Camel stops at the first thing it does not understand and often without a line, so steps, endpoints
/// and expressions are looked at one by one in the file's own tree first; what only Camel can see is
/// found by building the flow, unstarted, where that first look found nothing.
public final class RouteCheck {

    private final FlowFactory factory;
    private final List<SideFile> sides;

    /// @param factory over an outside that opens nothing
    public RouteCheck(FlowFactory factory) {
        this(factory, List.of());
    }

    /// @param sides files that are checked beside the flows
    public RouteCheck(FlowFactory factory, List<SideFile> sides) {
        this.factory = factory;
        this.sides = List.copyOf(sides);
    }

    /// Every problem of every flow in `folder` and of the test files, in order of file and line.
    public List<Problem> checkFolder(Path folder) {
        RoutesFolder content = RoutesFolder.read(folder);
        List<Problem> problems = new ArrayList<>(content.allProblems());
        problems.addAll(check(content.flows()));
        problems.addAll(SideFiles.problems(sides, content));
        content.tests()
                .values()
                .forEach(each ->
                        problems.addAll(TestFile.parse(each.file(), each.text()).problems()));
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
    public List<Problem> look(FlowSource flow, Map<String, Path> taken) {
        return sorted(new OneFile(flow, RouteIds.besides(taken)).look());
    }

    /// The problems of a flow that was built and not started, which tells of Java what a look tells of YAML.
    ///
    /// @param taken route ids of other flows, and their files
    public List<Problem> lookAtBuilt(RunningFlow flow, Map<String, Path> taken) {
        return sorted(new OneFile(flow.source(), RouteIds.besides(taken)).lookAtBuilt(flow));
    }

    /// What a check of one flow found.
    ///
    /// @param problems in order of line
    /// @param picture of the flow as it would be; empty when it cannot even be drawn
    public record Checked(List<Problem> problems, Optional<FlowPicture> picture) {}

    /// Checks one flow.
    ///
    /// @param taken route ids of other flows, and their files
    public Checked check(FlowSource flow, Map<String, Path> taken) {
        var file = new OneFile(flow, RouteIds.besides(taken));
        List<Problem> problems = sorted(file.check());
        return new Checked(problems, Optional.ofNullable(file.picture).or(file::draw));
    }

    /// What Camel found in a flow, with the best line there is.
    public List<Problem> locate(FlowSource flow, Problem found) {
        return new OneFile(flow, RouteIds.besides(Map.of())).locate(found);
    }

    public List<Problem> check(List<FlowSource> flows) {
        List<Problem> problems = new ArrayList<>();
        RouteIds routeIds = RouteIds.besides(Map.of());
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
        private final RouteIds routeIds;
        private final List<Problem> problems = new ArrayList<>();
        private @Nullable FlowPicture picture;

        OneFile(FlowSource source, RouteIds routeIds) {
            this.source = source;
            this.routeIds = routeIds.in(source.file().file());
        }

        List<Problem> check() {
            if (look().isEmpty()) {
                build();
            }
            return problems;
        }

        /// Whatever the file makes a look throw is a problem of that file.
        @SuppressWarnings("IllegalCatch")
        private void guarded(Runnable look) {
            try {
                look.run();
            } catch (RuntimeException | Error e) {
                locate(CamelProblems.of(source.file(), e));
            }
        }

        List<Problem> look() {
            guarded(this::lookAtText);
            return problems;
        }

        private void lookAtText() {
            if (source.file().isJava()) {
                if (source.text().isBlank()) {
                    problem(
                            "is empty; a route file in Java holds a class that extends RouteBuilder",
                            0);
                }
                return;
            }
            Optional<Node> root = YamlFile.parse(path(), source.text(), problems);
            if (root.isPresent()) {
                try (RunningFlow bench = factory.empty(source)) {
                    new YamlRouteCheck(bench, routeIds, this::problem).file(root.get());
                } catch (FlowException e) {
                    problems.add(e.problem());
                }
            }
        }

        List<Problem> lookAtBuilt(RunningFlow flow) {
            if (source.file().isJava()) {
                guarded(() -> new JavaRouteCheck(flow, routeIds, this::problem).look());
            }
            return problems;
        }

        List<Problem> locate(Problem found) {
            int line = found.line();
            if (line == 0 && !source.file().isJava()) {
                Optional<Node> root = YamlFile.parse(path(), source.text(), new ArrayList<>());
                line = root.map(node -> YamlFile.lineQuoted(node, found.text())).orElse(0);
            }
            problem(found.text(), line);
            return problems;
        }

        private void build() {
            try (RunningFlow flow = factory.build(source)) {
                picture = flow.picture();
                if (lookAtBuilt(flow).isEmpty()) {
                    flow.create();
                }
            } catch (FlowException e) {
                locate(e.problem());
            }
        }

        /// What is wrong with single steps of a text mostly leaves it with a shape.
        Optional<FlowPicture> draw() {
            if (problems.isEmpty() || source.file().isJava()) {
                return Optional.empty();
            }
            try (RunningFlow flow = factory.build(source)) {
                return Optional.of(flow.picture());
            } catch (FlowException _) {
                return Optional.empty(); // told already, and better
            }
        }

        private void problem(String text, int line) {
            int lines = (int) source.text().lines().count();
            problems.add(new Problem(path(), Math.min(line, lines), text));
        }

        private Path path() {
            return source.file().file();
        }
    }
}

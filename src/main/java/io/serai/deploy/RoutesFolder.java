package io.serai.deploy;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.trial.TestFile;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What lies in `routes/` at one moment: route files, and what they may refer to, and their tests.
///
/// @param flows by path, those that could be read
/// @param kamelets text by name, from `kamelets/NAME.kamelet.yaml`
/// @param values of `settings.properties`, for `{{name}}` in flows
/// @param devices text of `devices.yaml`; empty when there is none
/// @param sides texts of `dashboard.yaml` and `history.yaml`, by name
/// @param tests by the id of the flow they are for
/// @param unreadable flows whose file is there and cannot be read, by id
/// @param problems other files that cannot be read, or look like flows and are none, or share an id
record RoutesFolder(
        Path folder,
        List<FlowSource> flows,
        Map<String, String> kamelets,
        Map<String, String> values,
        String devices,
        Map<String, String> sides,
        Map<String, TestText> tests,
        Map<String, Problem> unreadable,
        List<Problem> problems) {

    /// A test file.
    record TestText(Path file, String text) {}

    RoutesFolder {
        flows = List.copyOf(flows);
        kamelets = Map.copyOf(kamelets);
        values = Map.copyOf(values);
        sides = Map.copyOf(sides);
        tests = Map.copyOf(tests);
        unreadable = Map.copyOf(unreadable);
        problems = List.copyOf(problems);
    }

    /// A folder before anything of it was read.
    static final RoutesFolder NOTHING =
            new RoutesFolder(
                    Path.of(""),
                    List.of(),
                    Map.of(),
                    Map.of(),
                    "",
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    List.of());

    static final String SETTINGS = "settings.properties";
    static final String DEVICES = "devices.yaml";

    private static final String KAMELET = ".kamelet.yaml";
    private static final List<String> OTHER_YAML =
            List.of(DEVICES, "dashboard.yaml", "history.yaml", ".test.yaml", KAMELET);
    private static final List<String> SIDES = List.of("dashboard.yaml", "history.yaml");

    /// Whether there is no such folder, or it cannot be read at all.
    boolean isMissing() {
        return flows.isEmpty() && problems.stream().anyMatch(each -> each.file().equals(folder));
    }

    /// The same with another text of `devices.yaml`.
    RoutesFolder withDevices(String text) {
        return text.equals(devices)
                ? this
                : new RoutesFolder(
                        folder, flows, kamelets, values, text, sides, tests, unreadable, problems);
    }

    /// All problems, those of unreadable flows too.
    List<Problem> allProblems() {
        return Stream.concat(problems.stream(), unreadable.values().stream()).toList();
    }

    /// Reads `folder` and the folders in it, in order of name.
    static RoutesFolder read(Path folder) {
        return read(folder, Map.of());
    }

    /// Reads `folder` as it would be with other files.
    ///
    /// @param changes text by file; empty text when the file would not be there
    static RoutesFolder read(Path folder, Map<Path, String> changes) {
        return new Reading(folder, changes).read();
    }

    private static final class Reading {
        private final Path folder;
        private final Map<Path, String> changes;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<String, Problem> unreadable = new HashMap<>();
        private final Map<String, String> kamelets = new HashMap<>();
        private final Map<String, String> values = new HashMap<>();
        private final Map<String, String> sides = new HashMap<>();
        private final Map<String, TestText> tests = new HashMap<>();
        private String devices = "";

        Reading(Path folder, Map<Path, String> changes) {
            this.folder = folder;
            this.changes = changes;
        }

        RoutesFolder read() {
            List<FlowFile> flows = new ArrayList<>();
            for (Path file : files()) {
                String name = file.getFileName().toString();
                var flow = FlowFile.of(file);
                if (flow.isPresent()) {
                    flows.add(flow.get());
                } else if (TestFile.flowOf(file).isPresent()) {
                    String tested = TestFile.flowOf(file).get();
                    text(file, problems)
                            .ifPresent(text -> tests.put(tested, new TestText(file, text)));
                } else if (name.endsWith(KAMELET)) {
                    text(file, problems).ifPresent(text -> kamelets.put(kameletName(name), text));
                } else if (file.equals(folder.resolve(SETTINGS))) {
                    text(file, problems)
                            .ifPresent(text -> values.putAll(values(file, text, problems)));
                } else if (file.equals(folder.resolve(DEVICES))) {
                    text(file, problems).ifPresent(text -> devices = text);
                } else if (SIDES.contains(folder.relativize(file).toString())) {
                    text(file, problems).ifPresent(text -> sides.put(name, text));
                } else if (looksLikeAFlow(name)) {
                    problems.add(notAFlow(file, name));
                }
            }
            List<FlowSource> sources = sources(flows);
            return new RoutesFolder(
                    folder, sources, kamelets, values, devices, sides, tests, unreadable, problems);
        }

        private List<Path> files() {
            var files = new TreeSet<Path>();
            if (!Files.isDirectory(folder)) {
                problems.add(
                        new Problem(
                                folder, 0, "there is no such folder; make it or set routes.dir."));
            } else {
                try (Stream<Path> tree = Files.walk(folder)) {
                    tree.filter(Files::isRegularFile)
                            .filter(file -> !isHidden(folder.relativize(file)))
                            .forEach(files::add);
                } catch (IOException | UncheckedIOException e) {
                    problems.add(new Problem(folder, 0, "cannot be read: " + e.getMessage()));
                }
            }
            changes.forEach((file, text) -> {
                if (text.isEmpty()) {
                    files.remove(file);
                } else {
                    files.add(file);
                }
            });
            return List.copyOf(files);
        }

        private Optional<String> text(Path file, List<Problem> complaints) {
            String changed = changes.get(file);
            return changed != null ? Optional.of(changed) : SourceFile.read(file, complaints);
        }

        private List<FlowSource> sources(List<FlowFile> files) {
            List<FlowSource> flows = new ArrayList<>();
            Map<String, Path> byId = new HashMap<>();
            for (FlowFile each : files) {
                Path first = byId.putIfAbsent(each.id(), each.file());
                if (first != null) {
                    problems.add(
                            new Problem(
                                    each.file(),
                                    0,
                                    "its flow would be called \"%s\" as that of %s is; it was not"
                                                    .formatted(each.id(), first)
                                            + " started. Rename one of the two."));
                    continue;
                }
                List<Problem> complaints = new ArrayList<>();
                text(each.file(), complaints)
                        .ifPresentOrElse(
                                text -> flows.add(new FlowSource(each, text, kamelets, values)),
                                () -> unreadable.put(each.id(), complaints.getFirst()));
            }
            return flows;
        }
    }

    /// What editors and version control keep for themselves.
    private static boolean isHidden(Path path) {
        for (Path part : path) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static String kameletName(String fileName) {
        return fileName.substring(0, fileName.length() - KAMELET.length());
    }

    private static Map<String, String> values(Path file, String text, List<Problem> problems) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(new Problem(file, 0, "cannot be read: " + e.getMessage()));
        }
        Map<String, String> values = new HashMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    private static boolean looksLikeAFlow(String name) {
        return (name.endsWith(".yaml") || name.endsWith(".yml"))
                && !name.startsWith(".")
                && OTHER_YAML.stream().noneMatch(name::endsWith);
    }

    private static Problem notAFlow(Path file, String name) {
        String stem = name.replaceAll("(\\.camel)?\\.ya?ml$", "");
        return new Problem(
                file,
                0,
                "is not a route file's name, so it was left out. Call it %s.camel.yaml."
                        .formatted(stem));
    }
}

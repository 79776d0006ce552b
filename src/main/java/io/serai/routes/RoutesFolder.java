package io.serai.routes;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.flowtest.read.TestFile;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What lies in `routes/` at one moment: route files, and what they may refer to, and their tests.
///
/// @param flows by path, those that could be read
/// @param kamelets text by name, from `kamelets/NAME.kamelet.yaml`
/// @param values of `settings.properties`, for `{{name}}` in flows
/// @param devices text of `devices.yaml`; empty when there is none
/// @param sides texts of `dashboard.yaml` and `history.yaml`, by name
/// @param tests by the id of the flow they are for
/// @param unreadable flows whose file is there and cannot be read, by id; among `flows` as far as they are known
/// @param problems other files and folders that cannot be read, or look like flows and are none, or share an id
/// @param texts of all files of the house, by file; what cannot be read is as it was read before
/// @param unread folders, and files that are no flows, that are there and cannot be read
public record RoutesFolder(
        Path folder,
        List<FlowSource> flows,
        Map<String, String> kamelets,
        Map<String, String> values,
        String devices,
        Map<String, String> sides,
        Map<String, TestText> tests,
        Map<String, Problem> unreadable,
        List<Problem> problems,
        Map<Path, String> texts,
        Set<Path> unread) {

    /// A test file.
    public record TestText(Path file, String text) {}

    public RoutesFolder {
        flows = List.copyOf(flows);
        kamelets = Map.copyOf(kamelets);
        values = Map.copyOf(values);
        sides = Map.copyOf(sides);
        tests = Map.copyOf(tests);
        unreadable = Map.copyOf(unreadable);
        problems = List.copyOf(problems);
        texts = Map.copyOf(texts);
        unread = Set.copyOf(unread);
    }

    /// A folder before anything of it was read.
    public static final RoutesFolder NOTHING =
            new RoutesFolder(
                    Path.of(""),
                    List.of(),
                    Map.of(),
                    Map.of(),
                    "",
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    Map.of(),
                    Set.of());

    static final String SETTINGS = "settings.properties";
    public static final String DEVICES = "devices.yaml";

    private static final String KAMELET = ".kamelet.yaml";
    private static final List<String> OTHER_YAML =
            List.of(DEVICES, "dashboard.yaml", "history.yaml", ".test.yaml", KAMELET);
    private static final List<String> SIDES = List.of("dashboard.yaml", "history.yaml");

    /// Whether there is no such folder, or it cannot be read at all.
    public boolean isMissing() {
        return problems.stream().anyMatch(each -> each.file().equals(folder));
    }

    /// What becomes of a file or folder that has a problem.
    public String consequence(Problem problem) {
        return unread.contains(problem.file())
                ? "What was known of it stays as it was; all else is deployed as usual."
                : "This file does not run; all others do.";
    }

    /// The same with another text of `devices.yaml`.
    public RoutesFolder withDevices(String text) {
        return text.equals(devices)
                ? this
                : new RoutesFolder(
                        folder,
                        flows,
                        kamelets,
                        values,
                        text,
                        sides,
                        tests,
                        unreadable,
                        problems,
                        texts,
                        unread);
    }

    /// All problems, those of unreadable flows too.
    public List<Problem> allProblems() {
        return Stream.concat(problems.stream(), unreadable.values().stream()).toList();
    }

    /// Reads `folder` and the folders in it, in order of name.
    public static RoutesFolder read(Path folder) {
        return read(folder, Map.of(), Map.of());
    }

    /// Reads `folder` as it would be with other files. What cannot be read is as it was.
    ///
    /// @param changes text by file; empty text when the file would not be there
    /// @param known texts that were read before, by file
    public static RoutesFolder read(
            Path folder, Map<Path, String> changes, Map<Path, String> known) {
        return new Reading(folder, changes, known).read();
    }

    private static final class Reading {
        private final Path folder;
        private final Map<Path, String> changes;
        private final Map<Path, String> known;
        private final Map<Path, String> texts = new TreeMap<>();
        private final Set<Path> unread = new HashSet<>();
        private final List<Problem> problems = new ArrayList<>();
        private final Map<String, Problem> unreadable = new HashMap<>();
        private final Map<String, String> kamelets = new HashMap<>();
        private final Map<String, String> values = new HashMap<>();
        private final Map<String, String> sides = new HashMap<>();
        private final Map<String, TestText> tests = new HashMap<>();
        private String devices = "";

        Reading(Path folder, Map<Path, String> changes, Map<Path, String> known) {
            this.folder = folder;
            this.changes = changes;
            this.known = known;
        }

        RoutesFolder read() {
            gather();
            List<FlowFile> flows = new ArrayList<>();
            texts.forEach((file, text) -> {
                String name = file.getFileName().toString();
                var flow = FlowFile.of(file);
                if (flow.isPresent()) {
                    flows.add(flow.get());
                } else if (TestFile.flowOf(file).isPresent()) {
                    tests.put(TestFile.flowOf(file).get(), new TestText(file, text));
                } else if (name.endsWith(KAMELET)) {
                    kamelets.put(kameletName(name), text);
                } else if (file.equals(folder.resolve(SETTINGS))) {
                    values.putAll(values(file, text, problems));
                } else if (file.equals(folder.resolve(DEVICES))) {
                    devices = text;
                } else {
                    sides.put(name, text);
                }
            });
            List<FlowSource> sources = sources(flows);
            return new RoutesFolder(
                    folder,
                    sources,
                    kamelets,
                    values,
                    devices,
                    sides,
                    tests,
                    unreadable,
                    problems,
                    texts,
                    unread);
        }

        /// The texts of all files that are part of a house.
        private void gather() {
            if (Files.isDirectory(folder)) {
                FolderWalk walk = FolderWalk.of(folder);
                walk.files().forEach(this::readUnlessChanged);
                walk.unread().forEach(this::cannotLook);
            } else {
                problems.add(
                        new Problem(
                                folder, 0, "there is no such folder; make it or set routes.dir."));
            }
            changes.forEach((file, text) -> {
                if (text.isEmpty()) {
                    texts.remove(file);
                } else if (isPart(file)) {
                    texts.put(file, text);
                } else {
                    strange(file);
                }
            });
        }

        private void readUnlessChanged(Path file) {
            if (changes.containsKey(file)) {
                return;
            }
            if (!isPart(file)) {
                strange(file);
                return;
            }
            List<Problem> complaints = new ArrayList<>();
            SourceFile.read(file, complaints)
                    .ifPresentOrElse(
                            text -> texts.put(file, text),
                            () -> cannotRead(file, complaints.getFirst()));
        }

        private void strange(Path file) {
            String name = file.getFileName().toString();
            if (looksLikeAFlow(name)) {
                problems.add(notAFlow(file, name));
            }
        }

        /// What was below it before is there still, as far as anybody knows.
        private void cannotLook(Path place, String why) {
            boolean wasKnown = keepBelow(place);
            boolean isFolder =
                    Files.isDirectory(place) || !Files.exists(place, LinkOption.NOFOLLOW_LINKS);
            if (wasKnown || isPart(place) || isFolder) {
                cannotRead(
                        place,
                        new Problem(
                                place,
                                0,
                                "cannot be read: %s. Make it readable, or move it out of the folder"
                                        .formatted(why)));
            }
        }

        private boolean keepBelow(Path place) {
            int before = texts.size();
            known.forEach((file, text) -> {
                if (file.startsWith(place) && !changes.containsKey(file)) {
                    texts.putIfAbsent(file, text);
                }
            });
            return texts.size() > before;
        }

        private void cannotRead(Path place, Problem why) {
            if (changes.containsKey(place)) {
                return;
            }
            keepBelow(place);
            FlowFile.of(place)
                    .ifPresentOrElse(
                            flow -> unreadable.put(flow.id(), why),
                            () -> {
                                problems.add(why);
                                unread.add(place);
                            });
        }

        private boolean isPart(Path file) {
            String name = file.getFileName().toString();
            String path = folder.relativize(file).toString();
            return FlowFile.of(file).isPresent()
                    || TestFile.flowOf(file).isPresent()
                    || name.endsWith(KAMELET)
                    || path.equals(SETTINGS)
                    || path.equals(DEVICES)
                    || SIDES.contains(path);
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
                flows.add(
                        new FlowSource(
                                each, texts.getOrDefault(each.file(), ""), kamelets, values));
            }
            return flows;
        }
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

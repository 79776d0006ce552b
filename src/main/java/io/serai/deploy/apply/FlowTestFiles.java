package io.serai.deploy.apply;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.run.FlowTestRunner;
import io.serai.flowtest.run.FlowTestSettings;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;
import io.serai.flowtest.run.TestedFiles;
import io.serai.routes.FolderWalk;
import io.serai.routes.RoutesFolder;
import io.serai.routes.SourceFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The tests of a routes folder as it is at one moment, for the command line.
public final class FlowTestFiles {

    private final RoutesFolder folder;
    private final FlowTestSettings settings;
    private final Map<Path, String> texts = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private FlowTestFiles(RoutesFolder folder, FlowTestSettings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /// Reads the tests of a house, or some of them.
    ///
    /// @param wanted test files, route files and folders; empty for the whole house
    public static FlowTestFiles of(Path routes, List<Path> wanted, FlowTestSettings settings) {
        var tests = new FlowTestFiles(RoutesFolder.read(routes), settings);
        if (wanted.isEmpty()) {
            tests.problems.addAll(tests.folder.allProblems());
            tests.folder.tests().values().stream()
                    .sorted((a, b) -> a.file().compareTo(b.file()))
                    .forEach(each -> tests.texts.put(each.file(), each.text()));
        }
        wanted.forEach(tests::add);
        return tests;
    }

    public static TestedFiles house(RoutesFolder folder, FlowTestSettings settings) {
        return new TestedFiles(
                folder.flows(),
                folder.folder().resolve(RoutesFolder.DEVICES),
                folder.devices(),
                settings);
    }

    /// The house whose folder this is.
    public TestedFiles house() {
        return house(folder, settings);
    }

    /// Another flow in it, with its kamelets and values.
    public FlowSource source(FlowFile file, String text) {
        return new FlowSource(file, text, folder.kamelets(), folder.values());
    }

    private void add(Path file) {
        if (Files.isDirectory(file)) {
            FolderWalk walk = FolderWalk.of(file);
            walk.files().stream()
                    .filter(each -> TestFile.flowOf(each).isPresent())
                    .forEach(this::read);
            walk.unread()
                    .forEach((place, why) ->
                            problems.add(new Problem(place, 0, "cannot be read: " + why)));
        } else if (TestFile.flowOf(file).isPresent()) {
            read(file);
        } else {
            FlowFile.of(file)
                    .ifPresentOrElse(
                            flow -> read(file.resolveSibling(flow.id() + ".test.yaml")),
                            () ->
                                    problems.add(
                                            new Problem(
                                                    file,
                                                    0,
                                                    "is neither a test file nor a route file;"
                                                            + " NAME.test.yaml, NAME.camel.yaml and Name.java are")));
        }
    }

    private void read(Path file) {
        SourceFile.read(file, problems).ifPresent(text -> texts.put(file, text));
    }

    /// The test files, in the order in which they are to be run.
    public List<Path> files() {
        return List.copyOf(texts.keySet());
    }

    /// Files that cannot be used at all.
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /// Whether nothing has changed that tests could notice.
    public boolean isSameAs(FlowTestFiles other) {
        return folder.equals(other.folder) && texts.equals(other.texts);
    }

    /// Ids of the flows of the house that have no test file.
    public List<String> untested() {
        return folder.flows().stream()
                .map(FlowSource::id)
                .filter(id -> !folder.tests().containsKey(id))
                .sorted()
                .toList();
    }

    /// Runs the tests of one of [#files].
    ///
    /// @param progress is told of each test that has ended
    public TestReport run(Path file, FlowTestRunner runner, Consumer<TestResult> progress) {
        TestFile tests = TestFile.parse(file, texts.getOrDefault(file, ""));
        TestedFiles house = house(folder, settings);
        Optional<FlowSource> beside = beside(file);
        if (beside.isPresent()) {
            house = house.with(beside.get());
        }
        return runner.run(tests, house, progress);
    }

    /// The flow in the folder of a test file, which need not be that of the house.
    private Optional<FlowSource> beside(Path file) {
        String id = TestFile.flowOf(file).orElse("");
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            return Optional.empty();
        }
        var candidates = new TreeSet<Path>();
        try (Stream<Path> siblings = Files.list(parent)) {
            siblings.filter(each ->
                            FlowFile.of(each).filter(flow -> flow.id().equals(id)).isPresent())
                    .forEach(candidates::add);
        } catch (IOException e) {
            problems.add(new Problem(parent, 0, "cannot be read: " + e.getMessage()));
        }
        return candidates.stream()
                .findFirst()
                .flatMap(each ->
                        SourceFile.read(each, problems)
                                .map(text ->
                                        new FlowSource(
                                                new FlowFile(id, shown(file, each)),
                                                text,
                                                folder.kamelets(),
                                                folder.values())));
    }

    /// As the test file was called.
    private static Path shown(Path test, Path flow) {
        return test.resolveSibling(flow.getFileName());
    }
}

package io.serai.flowtest.read;

import io.serai.flow.Problem;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The tests of one flow, as `x.test.yaml` beside `x.camel.yaml` or `X.java` holds them.
///
/// @param problems what is wrong in the file; the tests that have one are left out
public record TestFile(Path file, List<FlowTest> tests, List<Problem> problems) {

    private static final String ENDING = ".test.yaml";

    public TestFile {
        tests = List.copyOf(tests);
        problems = List.copyOf(problems);
    }

    /// Reads `text`.
    public static TestFile parse(Path file, String text) {
        return new TestFileReader(file).read(text);
    }

    /// What the tests are called.
    public List<String> names() {
        return tests.stream().map(FlowTest::name).toList();
    }

    /// Id of the flow that is tested in `file`; empty when its name is not that of a test file.
    public static Optional<String> flowOf(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(ENDING) && name.length() > ENDING.length()
                ? Optional.of(name.substring(0, name.length() - ENDING.length()))
                : Optional.empty();
    }
}

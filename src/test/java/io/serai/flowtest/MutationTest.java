package io.serai.flowtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flow.FlowSource;
import io.serai.flowtest.read.FlowTest;
import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.run.FlowTestRunner;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;
import io.serai.flowtest.run.TestedFiles;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Whether the tests of the shipped flows would notice a mistake in them: each limit, comparison, topic and
/// delay is changed, one at a time, and the tests are run. The report is in `target/mutants.txt`.
class MutationTest {

    private static final Path REPORT = Path.of("target", "mutants.txt");
    private static final int PERCENT_CAUGHT = 80;

    private final FlowTestRunner runner =
            new FlowTestRunner(Duration.ofSeconds(20), Duration.ofMinutes(1));
    private final List<String> lines = new ArrayList<>();
    private int caught;
    private int survived;
    private int refused;

    @Test
    void mostMistakesAreCaughtByTheTests() throws IOException {
        long begin = System.nanoTime();
        TestedFiles house = HouseTestsTest.house();
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file :
                    files.filter(each -> TestFile.flowOf(each).isPresent()).sorted().toList()) {
                tryMutants(house, TestFile.parse(file, Files.readString(file)));
            }
        }

        int percent = 100 * caught / (caught + survived);
        lines.addFirst(
                "%d mutants: %d caught, %d survive, %d cannot be built; %d %% caught, in %d s"
                        .formatted(
                                caught + survived + refused,
                                caught,
                                survived,
                                refused,
                                percent,
                                Duration.ofNanos(System.nanoTime() - begin).toSeconds()));
        Files.createDirectories(REPORT.getParent());
        Files.write(REPORT, lines);
        assertThat(percent)
                .as("%s: %s", REPORT, lines.getFirst())
                .isGreaterThanOrEqualTo(PERCENT_CAUGHT);
    }

    private void tryMutants(TestedFiles house, TestFile tests) {
        FlowSource flow = house.flow(TestFile.flowOf(tests.file()).orElseThrow()).orElseThrow();
        lines.add("");
        lines.add(flow.file().file().toString());
        for (RouteMutants.Mutant mutant : RouteMutants.of(flow.text())) {
            var source = new FlowSource(flow.file(), mutant.text(), flow.kamelets(), flow.values());
            lines.add("%s  %s".formatted(mutant, fate(house.with(source), tests)));
        }
    }

    private String fate(TestedFiles house, TestFile tests) {
        for (FlowTest test : tests.tests()) {
            TestReport report =
                    runner.run(
                            new TestFile(tests.file(), List.of(test), List.of()), house, _ -> {});
            if (!report.passed()) {
                TestResult.Failure failure = report.failed().getFirst().failure().orElseThrow();
                if (failure.what().startsWith("the flow cannot start")) {
                    refused++;
                    return "[cannot be built]";
                }
                caught++;
                return "[caught by \"%s\", line %d]".formatted(test.name(), failure.line());
            }
        }
        survived++;
        return "[SURVIVES]";
    }
}

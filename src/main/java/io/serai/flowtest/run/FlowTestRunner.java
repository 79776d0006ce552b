package io.serai.flowtest.run;

import io.serai.flow.Problem;
import io.serai.flowtest.read.FlowTest;
import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.virtual.CompiledFlows;
import io.serai.runtime.CamelProblems;
import io.serai.time.VirtualClocks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs tests of flows in virtual time. Nothing outside the process is touched: no socket, no pin, no file.
/// Thread-safe.
public final class FlowTestRunner {

    private static final Logger LOG = LoggerFactory.getLogger(FlowTestRunner.class);

    private final Duration patience;
    private final Duration limit;
    private final CompiledFlows compiled = new CompiledFlows();

    /// Makes a runner.
    ///
    /// @param patience how long one test may take on the machine's clock
    /// @param limit how long all tests of a file may
    /// @throws IllegalStateException when the JVM was started without what virtual time needs
    public FlowTestRunner(Duration patience, Duration limit) {
        this.patience = patience;
        this.limit = limit;
        VirtualClocks.install();
    }

    /// Runs the tests of `file` against the flow that it is beside. Whatever one of them throws is a problem
    /// of that file.
    ///
    /// @param progress is told of each test that has ended
    @SuppressWarnings("IllegalCatch")
    public TestReport run(TestFile file, TestedFiles house, Consumer<TestResult> progress) {
        String tested = TestFile.flowOf(file.file()).orElse("");
        var coverage = new Coverage();
        List<TestResult> results = new ArrayList<>();
        List<Problem> problems = new ArrayList<>(file.problems());
        Duration spent = Duration.ZERO;
        for (FlowTest test : file.tests()) {
            if (spent.compareTo(limit) > 0) {
                problems.add(
                        new Problem(
                                file.file(),
                                test.line(),
                                "the tests take longer than %d s; %d of %d were run"
                                        .formatted(
                                                limit.toSeconds(),
                                                results.size(),
                                                file.tests().size())));
                break;
            }
            TestResult result;
            try {
                result =
                        new FlowTestRun(tested, test, house, coverage, compiled, patience)
                                .run(file.file());
            } catch (RuntimeException | Error e) {
                LOG.error("A test of {} could not be run.", file.file(), e);
                problems.add(
                        new Problem(
                                file.file(),
                                test.line(),
                                "test \"%s\" cannot be run: %s"
                                        .formatted(test.name(), CamelProblems.rootMessage(e))));
                continue;
            }
            results.add(result);
            spent = spent.plus(result.spent());
            progress.accept(result);
        }
        List<FlowCoverage> covered =
                Stream.of(tested)
                        .filter(id -> house.flow(id).isPresent() && !results.isEmpty())
                        .map(coverage::report)
                        .toList();
        return new TestReport(file.file(), results, problems, covered);
    }
}

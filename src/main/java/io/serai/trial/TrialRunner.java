package io.serai.trial;

import io.serai.time.VirtualClocks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs tests of flows in virtual time. Nothing outside the process is touched: no socket, no pin, no file.
/// Thread-safe.
public final class TrialRunner {

    private final Duration patience;

    /// @param patience how long one test may take on the machine's clock
    public TrialRunner(Duration patience) {
        this.patience = patience;
        VirtualClocks.install();
    }

    /// Runs the tests of `file` against the flow that it is beside.
    ///
    /// @param progress is told of each test that has ended
    public TestReport run(TestFile file, House house, Consumer<TestResult> progress) {
        String tested = TestFile.flowOf(file.file()).orElse("");
        var coverage = new Coverage();
        List<TestResult> results = new ArrayList<>();
        for (FlowTest test : file.tests()) {
            TestResult result = new Trial(tested, test, house, coverage, patience).run(file.file());
            results.add(result);
            progress.accept(result);
        }
        List<FlowCoverage> covered =
                Stream.of(tested)
                        .filter(id -> house.flow(id).isPresent() && !results.isEmpty())
                        .map(coverage::report)
                        .toList();
        return new TestReport(file.file(), results, file.problems(), covered);
    }
}

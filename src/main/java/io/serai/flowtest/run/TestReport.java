package io.serai.flowtest.run;

import io.serai.flow.Problem;

import java.nio.file.Path;
import java.util.List;

/// How the tests of one file ended.
///
/// @param problems what is wrong in the file, or keeps its flow from being built
/// @param coverage of the flow and of those that ran beside it
public record TestReport(
        Path file, List<TestResult> results, List<Problem> problems, List<FlowCoverage> coverage) {

    public TestReport {
        results = List.copyOf(results);
        problems = List.copyOf(problems);
        coverage = List.copyOf(coverage);
    }

    public boolean passed() {
        return problems.isEmpty() && results.stream().allMatch(TestResult::passed);
    }

    public List<TestResult> failed() {
        return results.stream().filter(each -> !each.passed()).toList();
    }
}

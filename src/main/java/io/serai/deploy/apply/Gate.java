package io.serai.deploy.apply;

import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.run.FlowTestRunner;
import io.serai.flowtest.run.FlowTestSettings;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;
import io.serai.routes.RoutesFolder;
import io.serai.runtime.CamelProblems;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a new version of a flow must pass before it may run: the check, and its tests. Thread-safe.
public final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final GateMode mode;
    private final Duration limit;
    private final FlowTestSettings settings;
    private volatile @Nullable FlowTestRunner runner;

    /// @param limit how long the tests of one file may take
    public Gate(GateMode mode, Duration limit, FlowTestSettings settings) {
        this.mode = mode;
        this.limit = limit;
        this.settings = settings;
    }

    boolean checks() {
        return mode != GateMode.OFF;
    }

    public boolean runsTests() {
        return mode == GateMode.TESTS;
    }

    /// What the tests of a flow find; empty when they pass, and when there are none.
    ///
    /// @param house what else there is, the tests too
    @SuppressWarnings("IllegalCatch")
    public // whatever a test file does concerns its flow
    List<Problem> test(FlowSource source, RoutesFolder house) {
        RoutesFolder.TestText tests = house.tests().get(source.id());
        if (!runsTests() || tests == null) {
            return List.of();
        }
        TestReport report;
        try {
            report =
                    runner().run(
                                    TestFile.parse(tests.file(), tests.text()),
                                    FlowTestFiles.house(house, settings).with(source),
                                    _ -> {});
        } catch (RuntimeException | Error e) {
            LOG.warn("The tests in {} cannot be run.", tests.file(), e);
            return List.of(
                    new Problem(
                            tests.file(),
                            0,
                            "cannot be run: %s. Set deploy.gate = check to deploy without tests"
                                    .formatted(CamelProblems.rootMessage(e))));
        }
        List<Problem> problems = new ArrayList<>(report.problems());
        report.failed().forEach(each -> problems.add(problem(each)));
        return problems;
    }

    private static Problem problem(TestResult result) {
        TestResult.Failure failure = result.failure().orElseThrow();
        String what = failure.what().lines().findFirst().orElse("");
        return new Problem(
                result.file(),
                failure.line(),
                "test \"%s\" fails: %s. bin/serai test %s shows what happened"
                        .formatted(result.name(), what, result.file()));
    }

    private FlowTestRunner runner() {
        FlowTestRunner known = runner;
        if (known == null) {
            known = new FlowTestRunner(limit, limit);
            runner = known;
        }
        return known;
    }
}

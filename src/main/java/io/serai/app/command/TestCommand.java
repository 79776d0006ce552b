package io.serai.app.command;

import io.serai.app.gateway.FlowSettings;
import io.serai.app.gateway.Settings;
import io.serai.deploy.apply.FlowTestFiles;
import io.serai.flowtest.run.FlowCoverage;
import io.serai.flowtest.run.FlowTestRunner;
import io.serai.flowtest.run.FlowTestSettings;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;
import io.serai.time.SystemTimekeeper;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `serai test`.
@Command(
        name = "test",
        description = {
            "Runs the tests of flows, NAME.test.yaml, in virtual time: nothing outside is touched, no"
                    + " gateway need run.",
            "Exit code 0: all passed; 1: some did not; 2: wrong usage or settings."
        },
        mixinStandardHelpOptions = true)
public final class TestCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "Test files, route files or folders, and settings as --key=value; without any all of"
                            + " routes.dir.")
    private final List<String> words = new ArrayList<>();

    @Option(
            names = "--watch",
            description = "Runs them again whenever a file changes, until it is interrupted.")
    private boolean watch;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Also writes the results as JUnit XML.")
    private @Nullable Path junit;

    @Override
    public Integer call() throws InterruptedException {
        List<String> settingWords = words.stream().filter(word -> word.startsWith("--")).toList();
        List<Path> files =
                words.stream().filter(word -> !word.startsWith("--")).map(Path::of).toList();
        Settings settings;
        try {
            settings = CommandSettings.read(spec.commandLine(), settingWords);
        } catch (CommandSettings.SettingsRefused e) {
            return CommandSettings.USAGE;
        }
        try (var time = new SystemTimekeeper()) {
            FlowTestSettings testRuns = FlowSettings.forFlowTests(settings, time);
            return watch
                    ? again(time, settings, files, testRuns)
                    : exitCode(run(settings, files, testRuns));
        }
    }

    private int again(
            Timekeeper time, Settings settings, List<Path> files, FlowTestSettings testRuns)
            throws InterruptedException {
        var last = new FlowTestFiles[1];
        time.scheduleEvery(
                Duration.ZERO,
                LOOK_AGAIN,
                () -> {
                    FlowTestFiles now = FlowTestFiles.of(settings.routes(), files, testRuns);
                    if (last[0] == null || !now.isSameAs(last[0])) {
                        last[0] = now;
                        out().println();
                        run(now);
                        out().println("Watching; Ctrl-C ends it.");
                        out().flush();
                    }
                });
        new CountDownLatch(1).await();
        return 0;
    }

    private List<TestReport> run(Settings settings, List<Path> files, FlowTestSettings testRuns) {
        return run(FlowTestFiles.of(settings.routes(), files, testRuns));
    }

    private List<TestReport> run(FlowTestFiles tests) {
        var runner = new FlowTestRunner(PATIENCE, LIMIT);
        List<TestReport> reports = new ArrayList<>();
        for (Path file : tests.files()) {
            out().println(Terminal.safe(file.toString()));
            out().flush();
            TestReport report = tests.run(file, runner, this::tell);
            reports.add(report);
            report.problems().forEach(each -> out().println("  " + Terminal.safe(each.toString())));
            report.coverage().forEach(this::tell);
        }
        tests.problems().forEach(each -> out().println(Terminal.safe(each.toString())));
        if (!tests.problems().isEmpty()) {
            reports.add(new TestReport(Path.of(""), List.of(), tests.problems(), List.of()));
        }
        if (!tests.untested().isEmpty()) {
            out().println("Without tests: " + Terminal.safe(String.join(", ", tests.untested())));
        }
        summary(reports);
        writeJunit(reports);
        return reports;
    }

    private void tell(TestResult result) {
        out().println(
                        "  %s  %s"
                                .formatted(
                                        result.passed() ? "ok  " : "FAIL",
                                        Terminal.safe(result.name())));
        result.failure()
                .ifPresent(failure -> {
                    out().println(
                                    Terminal.safe(
                                            "        %s:%d: %s."
                                                    .formatted(
                                                            result.file(),
                                                            failure.line(),
                                                            failure.what())));
                    if (!failure.happened().isEmpty()) {
                        out().println("        What happened:");
                        failure.happened()
                                .forEach(line -> out().println("          " + Terminal.safe(line)));
                    }
                });
        out().flush();
    }

    private void tell(FlowCoverage coverage) {
        if (coverage.steps() == 0) {
            return;
        }
        out().println(
                        Terminal.safe(
                                "  %d of %d steps, %d of %d branches reached%s"
                                        .formatted(
                                                coverage.stepsReached(),
                                                coverage.steps(),
                                                coverage.branchesReached(),
                                                coverage.branches(),
                                                coverage.missed().isEmpty()
                                                        ? ""
                                                        : "; not line "
                                                                + String.join(
                                                                        ", line ",
                                                                        coverage.missed()))));
    }

    private void summary(List<TestReport> reports) {
        int tests = reports.stream().mapToInt(each -> each.results().size()).sum();
        int failed = reports.stream().mapToInt(each -> each.failed().size()).sum();
        int problems = reports.stream().mapToInt(each -> each.problems().size()).sum();
        Duration virtual = Duration.ZERO;
        Duration spent = Duration.ZERO;
        for (TestReport report : reports) {
            for (TestResult result : report.results()) {
                virtual = virtual.plus(result.virtual());
                spent = spent.plus(result.spent());
            }
        }
        out().println(
                        "%s, %d failed%s; %s of virtual time in %.1f s."
                                .formatted(
                                        tests == 1 ? "1 test" : tests + " tests",
                                        failed,
                                        problems == 0 ? "" : ", %d problems".formatted(problems),
                                        hours(virtual),
                                        spent.toMillis() / 1000.0));
        out().flush();
    }

    private static String hours(Duration span) {
        return "%d:%02d:%02d h"
                .formatted(span.toHours(), span.toMinutesPart(), span.toSecondsPart());
    }

    private void writeJunit(List<TestReport> reports) {
        if (junit == null) {
            return;
        }
        try {
            JunitXml.write(junit, reports);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "%s cannot be written: %s.".formatted(junit, e.getMessage()));
        }
    }

    private static int exitCode(List<TestReport> reports) {
        return reports.stream().allMatch(TestReport::passed) ? 0 : 1;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}

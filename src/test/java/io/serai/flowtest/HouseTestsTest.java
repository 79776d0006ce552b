package io.serai.flowtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.serai.device.DeviceConfig;
import io.serai.device.counterfit.CounterFitDriver;
import io.serai.device.pi4j.Pi4jDriver;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flowtest.read.FlowTest;
import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.run.FlowTestRunner;
import io.serai.flowtest.run.FlowTestSettings;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;
import io.serai.flowtest.run.TestedFiles;
import io.serai.node.input.InputConfig;
import io.serai.time.SystemTimekeeper;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Every `*.test.yaml` of the shipped house.
class HouseTestsTest {

    private static final Path ROUTES = Path.of("routes");

    static TestedFiles house() throws IOException {
        List<FlowSource> flows = new ArrayList<>();
        for (Path file : files()) {
            var flow = FlowFile.of(file);
            if (flow.isPresent()) {
                flows.add(FlowSource.of(flow.get(), Files.readString(file)));
            }
        }
        var time = new SystemTimekeeper();
        Path devices = ROUTES.resolve("devices.yaml");
        return new TestedFiles(
                flows,
                devices,
                Files.readString(devices),
                new FlowTestSettings(
                        () ->
                                List.of(
                                        new Pi4jDriver(time),
                                        new CounterFitDriver(
                                                new DeviceConfig(
                                                        DeviceConfig.Provider.SIMULATED,
                                                        URI.create("http://127.0.0.1:5000")),
                                                time),
                                        new SimulatedDriver(time, ZoneOffset.UTC)),
                        Map.of("data.dir", "data", "routes.dir", "routes"),
                        InputConfig.DEFAULT));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.sorted().toList();
        }
    }

    static List<TestFile> testFiles() throws IOException {
        List<TestFile> tests = new ArrayList<>();
        for (Path file : files()) {
            if (TestFile.flowOf(file).isPresent()) {
                tests.add(TestFile.parse(file, Files.readString(file)));
            }
        }
        return tests;
    }

    @Test
    void everyFlowHasTests() throws IOException {
        assertThat(testFiles())
                .extracting(each -> TestFile.flowOf(each.file()).orElseThrow())
                .containsExactlyInAnyOrderElementsOf(
                        house().flows().stream().map(FlowSource::id).toList());
    }

    @TestFactory
    Stream<DynamicContainer> theTestsOfEveryFlow() throws IOException {
        TestedFiles house = house();
        var runner = new FlowTestRunner(Duration.ofSeconds(20), Duration.ofMinutes(1));
        return testFiles().stream()
                .map(file ->
                        DynamicContainer.dynamicContainer(
                                file.file().toString(), new Run(runner, house, file).tests()));
    }

    /// The tests of one file, which run together when the first is asked for.
    private static final class Run {
        private final FlowTestRunner runner;
        private final TestedFiles house;
        private final TestFile file;
        private @Nullable TestReport report;

        Run(FlowTestRunner runner, TestedFiles house, TestFile file) {
            this.runner = runner;
            this.house = house;
            this.file = file;
        }

        private TestReport report() {
            TestReport known = report;
            if (known == null) {
                known = runner.run(file, house, _ -> {});
                report = known;
            }
            return known;
        }

        Stream<DynamicTest> tests() {
            return Stream.concat(
                    file.tests().stream()
                            .map(test ->
                                    DynamicTest.dynamicTest(test.name(), () -> assertPassed(test))),
                    Stream.of(
                            DynamicTest.dynamicTest(
                                    "the file is sound",
                                    () -> assertThat(report().problems()).isEmpty()),
                            DynamicTest.dynamicTest(
                                    "every step and way is gone", this::assertCovered)));
        }

        private void assertPassed(FlowTest test) {
            TestResult result =
                    report().results().stream()
                            .filter(each -> each.name().equals(test.name()))
                            .findFirst()
                            .orElseThrow();
            result.failure()
                    .ifPresent(failure ->
                            fail(
                                    "%s:%d: %s%n  %s"
                                            .formatted(
                                                    file.file(),
                                                    failure.line(),
                                                    failure.what(),
                                                    String.join("\n  ", failure.happened()))));
        }

        private void assertCovered() {
            assertThat(report().coverage())
                    .singleElement()
                    .satisfies(covered -> {
                        assertThat(covered.missed()).isEmpty();
                        assertThat(covered.branchesReached()).isEqualTo(covered.branches());
                    });
        }
    }
}

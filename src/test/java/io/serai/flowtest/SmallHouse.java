package io.serai.flowtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.device.simulated.SimulatedDriver;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.run.FlowTestRunner;
import io.serai.flowtest.run.FlowTestSettings;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;
import io.serai.flowtest.run.TestedFiles;
import io.serai.node.input.InputConfig;
import io.serai.time.SystemTimekeeper;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A house of a few flows, to run tests in.
public final class SmallHouse {

    private static final String DEVICES =
            """
            devices:
              - {id: lux, kind: sensor, description: Light, range: {min: 0, max: 1023}}
              - {id: door, kind: input, description: Door}
              - {id: lamp, kind: switch, description: Lamp}
              - {id: dimmer, kind: level, description: Dimmer}
            """;

    private static final FlowTestRunner RUNNER =
            new FlowTestRunner(Duration.ofSeconds(20), Duration.ofMinutes(2));

    private final List<FlowSource> flows = new ArrayList<>();
    private final Map<String, String> kamelets;

    private SmallHouse(Map<String, String> kamelets) {
        this.kamelets = kamelets;
    }

    /// With a flow `hall` of YAML.
    public static SmallHouse of(String yaml) {
        return new SmallHouse(Map.of()).and("hall.camel.yaml", yaml);
    }

    static SmallHouse withKamelets(Map<String, String> kamelets, String yaml) {
        return new SmallHouse(kamelets).and("hall.camel.yaml", yaml);
    }

    /// With a flow of Java.
    static SmallHouse java(String name, String text) {
        return new SmallHouse(Map.of()).and(name + ".java", text);
    }

    SmallHouse and(String file, String text) {
        FlowFile flow = FlowFile.of(Path.of("routes", file)).orElseThrow();
        flows.add(new FlowSource(flow, text, kamelets, Map.of()));
        return this;
    }

    TestedFiles house() {
        return new TestedFiles(
                flows,
                Path.of("routes/devices.yaml"),
                DEVICES,
                new FlowTestSettings(
                        () -> List.of(new SimulatedDriver(new SystemTimekeeper(), ZoneOffset.UTC)),
                        Map.of(),
                        InputConfig.DEFAULT));
    }

    /// Runs tests of the first flow.
    public TestReport run(String tests) {
        Path file = Path.of("routes", flows.getFirst().id() + ".test.yaml");
        return RUNNER.run(TestFile.parse(file, tests), house(), _ -> {});
    }

    /// Runs one test with these steps.
    TestReport runSteps(String steps) {
        return runSteps("{}", steps);
    }

    TestReport runSteps(String given, String steps) {
        return run("- test: it works\n  given: %s\n  steps:\n%s".formatted(given, steps.indent(4)));
    }

    /// Why one test with these steps fails.
    TestResult.Failure failureOf(String steps) {
        return failureOf("{}", steps);
    }

    TestResult.Failure failureOf(String given, String steps) {
        TestReport report = runSteps(given, steps);
        assertThat(report.problems()).isEmpty();
        assertThat(report.failed()).hasSize(1);
        return report.failed().getFirst().failure().orElseThrow();
    }

    /// Everything a report says of what went wrong, for messages.
    public static String told(TestReport report) {
        var text = new StringBuilder();
        report.problems().forEach(each -> text.append(each).append('\n'));
        for (TestResult each : report.failed()) {
            TestResult.Failure failure = each.failure().orElseThrow();
            text.append("%s:%d: %s%n".formatted(each.file(), failure.line(), each.name()))
                    .append(failure.what())
                    .append('\n');
            failure.happened().forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }

    static void assertPasses(TestReport report) {
        assertThat(told(report)).isEmpty();
        assertThat(report.results()).isNotEmpty();
    }
}

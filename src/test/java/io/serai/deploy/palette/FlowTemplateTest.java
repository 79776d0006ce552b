package io.serai.deploy.palette;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.check.RouteCheck;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.run.FlowTestRunner;
import io.serai.flowtest.run.FlowTestSettings;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestedFiles;
import io.serai.node.input.InputConfig;
import io.serai.testing.Bench;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every template is sound, and does what its tests promise.
class FlowTemplateTest {

    private static final String DEVICES =
            """
            devices:
              - {id: light, kind: sensor, range: {min: 0, max: 1023}}
              - {id: lamp, kind: switch}
            """;

    @TempDir private Path folder;

    private static FlowTemplate filled(FlowTemplate template) {
        return template.of("hall", Optional.of("light"), Optional.of("lamp"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aTemplatePassesTheCheck(FlowTemplate template) throws Exception {
        try (Bench bench = Bench.withDevices(folder, DEVICES)) {
            Path file =
                    Files.writeString(folder.resolve("hall.camel.yaml"), filled(template).text());

            assertThat(new RouteCheck(bench.factory).checkFiles(List.of(file), folder)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aTemplatePassesItsTestsWhichReachEachStep(FlowTemplate template) {
        FlowTemplate ready = filled(template);
        try (var time = new SystemTimekeeper()) {
            var flow = FlowFile.of(Path.of("routes/hall.camel.yaml")).orElseThrow();
            var house =
                    new TestedFiles(
                            List.of(FlowSource.of(flow, ready.text())),
                            Path.of("routes/devices.yaml"),
                            DEVICES,
                            new FlowTestSettings(
                                    () -> List.of(new SimulatedDriver(time, ZoneOffset.UTC)),
                                    Map.of(),
                                    InputConfig.DEFAULT));
            TestReport report =
                    new FlowTestRunner(Duration.ofSeconds(20), Duration.ofSeconds(20))
                            .run(
                                    TestFile.parse(Path.of("routes/hall.test.yaml"), ready.tests()),
                                    house,
                                    _ -> {});

            assertThat(report.problems()).isEmpty();
            assertThat(report.failed()).isEmpty();
            assertThat(report.coverage().getFirst().missed()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aTemplatePublishesWhereItsTargetsSay(FlowTemplate template) {
        assertThat(template.text()).doesNotContain("Override");
    }

    private static List<FlowTemplate> all() {
        return FlowTemplate.all();
    }

    @Test
    void eachSaysWhatItIsFor() {
        assertThat(FlowTemplate.all()).hasSizeGreaterThan(5);
        assertThat(FlowTemplate.all())
                .allSatisfy(each -> {
                    assertThat(each.title()).isNotBlank();
                    assertThat(each.description()).isNotBlank().endsWith(".");
                    assertThat(each.text()).contains("id: NAME");
                });
    }

    @Test
    void whatIsNotKnownStays() {
        FlowTemplate sensor =
                FlowTemplate.all().stream()
                        .filter(each -> each.name().equals("sensor-to-topic"))
                        .findFirst()
                        .orElseThrow();

        assertThat(sensor.of("hall", Optional.empty(), Optional.empty()).text())
                .contains("id: hall", "sensor:SENSOR");
    }
}

package io.serai.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.device.DeviceConfig;
import io.serai.device.counterfit.CounterFitDriver;
import io.serai.device.pi4j.Pi4jDriver;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.node.IntakeConfig;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.DynamicTest;
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

    static House house() throws IOException {
        List<FlowSource> flows = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROUTES)) {
            for (Path file : files.sorted().toList()) {
                var flow = FlowFile.of(file);
                if (flow.isPresent()) {
                    flows.add(FlowSource.of(flow.get(), Files.readString(file)));
                }
            }
        }
        var time = new SystemTimekeeper();
        Path devices = ROUTES.resolve("devices.yaml");
        return new House(
                flows,
                devices,
                Files.readString(devices),
                new TrialSettings(
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
                        IntakeConfig.DEFAULT));
    }

    @TestFactory
    Stream<DynamicTest> everyTestOfTheHousePasses() throws IOException {
        House house = house();
        var runner = new TrialRunner(Duration.ofSeconds(20), Duration.ofMinutes(1));
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROUTES)) {
            for (Path file :
                    files.filter(each -> TestFile.flowOf(each).isPresent()).sorted().toList()) {
                TestFile read = TestFile.parse(file, Files.readString(file));
                tests.add(
                        DynamicTest.dynamicTest(
                                file + " is sound", () -> assertThat(read.problems()).isEmpty()));
                tests.add(
                        DynamicTest.dynamicTest(
                                file.toString(),
                                () -> {
                                    long begin = System.nanoTime();
                                    TestReport report = runner.run(read, house, _ -> {});
                                    System.err.println(
                                            file
                                                    + " "
                                                    + (System.nanoTime() - begin) / 1_000_000
                                                    + " ms "
                                                    + report.coverage());
                                    report.failed()
                                            .forEach(each ->
                                                    System.err.println(
                                                            each.name()
                                                                    + ": "
                                                                    + each.failure().get().line()
                                                                    + " "
                                                                    + each.failure().get().what()
                                                                    + "\n  "
                                                                    + String.join(
                                                                            "\n  ",
                                                                            each.failure()
                                                                                    .get()
                                                                                    .happened())));
                                    assertThat(report.failed()).isEmpty();
                                }));
            }
        }
        return tests.stream();
    }
}

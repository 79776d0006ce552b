package io.serai.flowtest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flow.Injection;
import io.serai.flowtest.SmallHouse;
import io.serai.flowtest.run.TestReport;
import io.serai.observe.run.Run;
import io.serai.observe.run.TraceConfig;
import io.serai.observe.run.Traces;
import io.serai.runtime.RunningFlow;
import io.serai.testing.Bench;
import io.serai.testing.Sources;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// Tests that are made of runs pass against the flow that ran, and fail against another.
class RunTestTest {

    private static final String FLOW =
            """
            - route:
                id: hall
                from:
                  uri: paho:hall/+
                  steps:
                    - choice:
                        when:
                          - simple: ${body} == 'bad'
                            steps:
                              - throwException:
                                  exceptionType: java.io.IOException
                                  message: no more
                          - simple: ${body} contains 'light'
                            steps:
                              - setBody: {constant: "on"}
                              - to: direct:lamp
            - route:
                id: hall-lamp
                from:
                  uri: direct:lamp
                  steps:
                    - to: device:lamp
            - route:
                id: hall-lux
                from:
                  uri: sensor:lux
                  parameters: {period: 1m}
                  steps:
                    - setBody: {simple: "{\\"lux\\": ${body}}"}
                    - to: direct:out
            """;

    private static final String DEVICES =
            """
            devices:
              - {id: lux, kind: sensor, range: {min: 0, max: 1023}}
              - {id: lamp, kind: switch}
            """;

    @TempDir private Path folder;
    private Bench bench;
    private Traces traces;

    @BeforeEach
    void open() {
        bench = Bench.withDevices(folder, DEVICES);
        traces = new Traces(TraceConfig.DEFAULT, bench.time);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Run run(String route, String topic, String body) throws Exception {
        Path file = Files.writeString(folder.resolve("hall.camel.yaml"), flow());
        try (RunningFlow flow = bench.factory.watchedBy(traces).build(Sources.of(file))) {
            flow.start();
            var _ = flow.inject(route, new Injection(topic, body, Map.of()), Runnable::run);
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(
                            () -> traces.runs("hall", 10, Long.MAX_VALUE),
                            runs -> runs.stream().anyMatch(Run::isOver))
                    .stream()
                    .filter(Run::isOver)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// Nothing in it needs a broker while it runs here.
    private static String flow() {
        return FLOW.replace("- to: direct:out", "- log: {message: \"${body}\"}");
    }

    private static TestReport tested(String flow, String test) {
        TestReport report = SmallHouse.of(flow).run(test);
        assertThat(report.problems()).as(test).isEmpty();
        return report;
    }

    @Test
    void aRunOfAMessageBecomesATestOfItAndOfWhatItDid() throws Exception {
        String test = RunTest.text(run("hall", "hall/1", "{\"light\": 3}"), ZoneOffset.UTC);

        assertThat(test)
                .contains(
                        "- publish: {topic: hall/1, payload: {light: 3}, qos: 0}",
                        "- expect: {device: lamp, is: \"on\"}");
        assertThat(SmallHouse.told(tested(flow(), test))).isEmpty();
        assertThat(tested(flow().replace("constant: \"on\"", "constant: \"off\""), test).failed())
                .hasSize(1);
    }

    @Test
    void aRunThatDidNothingBecomesATestThatNothingHappens() throws Exception {
        String test = RunTest.text(run("hall", "hall/1", "dark"), ZoneOffset.UTC);

        assertThat(test).contains("payload: dark", "- expect-nothing");
        assertThat(SmallHouse.told(tested(flow(), test))).isEmpty();
    }

    @Test
    void aFailedRunBecomesATestThatIsRedUntilTheFlowIsMended() throws Exception {
        String test = RunTest.text(run("hall", "hall/1", "bad"), ZoneOffset.UTC);

        assertThat(test).contains("# It failed: ", "no more");
        assertThat(tested(flow(), test).failed()).hasSize(1);
        assertThat(tested(flow().replace("'bad'", "'worse'"), test).failed()).isEmpty();
    }

    @Test
    void aReadingIsGiven() throws Exception {
        Run run = run("hall-lux", "", "310");

        assertThat(RunTest.text(run, ZoneOffset.UTC)).contains("devices: {lux: 310}");
        assertThat(List.of(RunTest.name(run, ZoneOffset.UTC)))
                .allMatch(name -> name.startsWith("the run of hall-lux on 2026-"));
    }
}

package io.serai.flowtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flowtest.read.TestFile;
import io.serai.flowtest.run.FlowTestRunner;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;
import io.serai.flowtest.run.TestedFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Hundreds of tests in seconds, and the same again and again to the letter.
class ManyFlowTestsTest {

    private static final Path REPORT = Path.of("target", "many-trials.txt");
    private static final int TESTS_OF_A_FLOW = 60;
    private static final int REPETITIONS = 50;

    /// What a quiet machine does in a fifth of it.
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final FlowTestRunner runner =
            new FlowTestRunner(Duration.ofSeconds(20), Duration.ofMinutes(5));

    @Test
    void threeHundredGeneratedTestsTakeSeconds() throws IOException {
        TestedFiles house = HouseTestsTest.house();
        long begin = System.nanoTime();
        int run = 0;
        for (TestFile file :
                List.of(
                        generated("tank", ManyFlowTestsTest::levels),
                        generated("soil-moisture", ManyFlowTestsTest::moisture),
                        generated("lamp", ManyFlowTestsTest::words),
                        generated("counter", ManyFlowTestsTest::counts),
                        generated("soil-watering", ManyFlowTestsTest::doses))) {
            TestReport report = runner.run(file, house, _ -> {});
            assertThat(SmallHouse.told(report)).isEmpty();
            run += report.results().size();
        }

        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, "%d tests in %d ms%n".formatted(run, took.toMillis()));
        assertThat(run).isEqualTo(300);
        assertThat(took).isLessThan(LONGEST);
    }

    private static TestFile generated(String flow, Function<Random, String> test) {
        var text = new StringBuilder();
        for (int seed = 0; seed < TESTS_OF_A_FLOW; seed++) {
            text.append("- test: seed %d%n".formatted(seed)).append(test.apply(new Random(seed)));
        }
        return TestFile.parse(Path.of("routes", flow + ".test.yaml"), text.toString());
    }

    /// A tank's level goes up and down; the pump is told each time it passes a limit.
    private static String levels(Random random) {
        var steps = new StringBuilder("  steps:\n");
        String held = "";
        for (int i = 0; i < 10; i++) {
            int level = 40 + random.nextInt(70);
            steps.append("    - publish: {topic: tank/level, payload: \"%d\"}%n".formatted(level));
            String now = level < 50 ? "on" : level >= 100 ? "off" : held;
            steps.append(
                    now.equals(held)
                            ? "    - expect-nothing\n"
                            : "    - expect: {topic: pump/command, payload: \"%s\"}%n"
                                    .formatted(now));
            held = now;
        }
        return steps.toString();
    }

    private static String moisture(Random random) {
        var steps = new StringBuilder("  steps:\n");
        for (int i = 0; i < 10; i++) {
            int moisture = 440 + random.nextInt(20);
            String device = random.nextBoolean() ? "garden" : "balcony";
            steps.append(
                            "    - publish: {topic: %s/telemetry, payload: {soil_moisture: %d}}%n"
                                    .formatted(device, moisture))
                    .append(
                            "    - expect: {topic: %s/commands, payload: {relay_on: %s}}%n"
                                    .formatted(device, moisture > 450));
        }
        return steps + "    - expect-nothing\n";
    }

    private static String words(Random random) {
        var steps = new StringBuilder("  steps:\n");
        String held = "off";
        for (int i = 0; i < 10; i++) {
            String word = List.of("on", "off", "maybe").get(random.nextInt(3));
            steps.append(
                    "    - publish: {topic: home/office/lamp, payload: \"%s\"}%n".formatted(word));
            if (word.equals("maybe")) {
                steps.append("    - expect: {failure: \"maybe\"}\n");
            } else {
                held = word;
            }
            steps.append("    - expect: {device: office-lamp, is: \"%s\"}%n".formatted(held));
        }
        return steps.toString();
    }

    private static String counts(Random random) {
        int seconds = 1 + random.nextInt(30);
        int foreign = random.nextInt(1000);
        return """
          steps:
            - advance: %ds
            - expect: {topic: topic1, count: %d}
            - expect: {topic: serai/counter, payload: %d}
            - publish: {topic: topic1, payload: {Count: %d}}
            - expect: {topic: serai/counter, payload: %d, retained: true}
        """
                .formatted(seconds, seconds + 1, seconds + 1, foreign + 100_000, foreign + 100_000);
    }

    /// Telemetry comes whenever it likes; a dose begins with the first after 25 s.
    private static String doses(Random random) {
        var steps = new StringBuilder("  given: {start: [soil-watering]}\n  steps:\n");
        int now = 0;
        int next = 0;
        int off = -1;
        for (int i = 0; i < 10; i++) {
            steps.append(
                    "    - publish: {topic: a/telemetry, payload: {soil_moisture: 600}}%n"
                            .formatted());
            if (now >= next) {
                steps.append("    - expect: {topic: a/commands, payload: {relay_on: true}}\n");
                next = now + 25;
                off = now + 5;
            }
            int pause = 1 + random.nextInt(20);
            if (off > now && off <= now + pause) {
                steps.append(
                        """
                            - expect-nothing: {within: %dms}
                            - expect: {topic: a/commands, payload: {relay_on: false}, within: 1ms}
                        """
                                .formatted((off - now) * 1000 - 1));
                steps.append("    - expect-nothing: {within: %ds}%n".formatted(now + pause - off));
            } else {
                steps.append("    - expect-nothing: {within: %ds}%n".formatted(pause));
            }
            now += pause;
        }
        return steps.toString();
    }

    /// Everything in which threads could overtake each other; the last step of each test fails, so that the
    /// report tells all that happened.
    private static final String FLOW =
            """
            - route:
                id: hall
                from:
                  uri: paho:in
                  steps:
                    - wireTap: {uri: "direct:aside"}
                    - split:
                        expression: {tokenize: {token: ","}}
                        parallelProcessing: true
                        steps:
                          - to: seda:work?waitForTaskToComplete=Never
                          - to: paho:part
                    - throttle:
                        expression: {constant: 2}
                        timePeriodMillis: 700
                    - to: threshold:enough?above=5&emit=change
                    - to: device:dimmer
            - route:
                id: work
                from:
                  uri: seda:work?concurrentConsumers=3
                  steps:
                    - delay: {constant: 300}
                    - aggregate:
                        correlationExpression: {constant: all}
                        aggregationStrategy: "#class:org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy"
                        completionTimeout: 2000
                        steps:
                          - setBody: {simple: "${body.size}"}
                          - to: paho:size
            - route:
                id: aside
                from:
                  uri: direct:aside
                  steps:
                    - multicast:
                        parallelProcessing: true
                        steps:
                          - to: paho:a
                          - to: paho:b
                          - log: "${date:now:HH:mm:ss.SSS}"
            - route:
                id: tick
                from:
                  uri: timer:tick?period=400
                  steps:
                    - setBody: {constant: tick}
                    - to: paho:tick
            """;

    private static final String TESTS =
            """
            - test: a crowd
              steps:
                - publish: {topic: in, payload: "7", times: 5}
                - advance: 3s
                - expect: {topic: never}
            - test: a restart in between
              steps:
                - publish: {topic: in, payload: "4", times: 2}
                - advance: 100ms
                - restart: 2s
                - publish: {topic: in, payload: "9", times: 3}
                - advance: 1s
                - expect: {topic: never}
            - test: a new version in between
              steps:
                - publish: {topic: in, payload: "1", times: 4}
                - redeploy
                - broker: down
                - advance: 1s
                - broker: up
                - publish: {topic: in, payload: "8"}
                - advance: 3s
                - expect: {topic: never}
            """;

    @Test
    @Timeout(240)
    void theSameTestsHappenTheSameFiftyTimesAlsoUnderLoad() throws InterruptedException {
        SmallHouse house = SmallHouse.of(FLOW);
        List<String> first = happened(house);
        assertThat(first).hasSizeGreaterThan(100);

        var enough = new AtomicBoolean();
        List<Thread> load =
                IntStream.range(0, Runtime.getRuntime().availableProcessors())
                        .mapToObj(_ ->
                                Thread.ofPlatform()
                                        .daemon()
                                        .start(() -> {
                                            while (!enough.get()) {
                                                Thread.onSpinWait();
                                            }
                                        }))
                        .toList();
        try {
            for (int i = 1; i < REPETITIONS; i++) {
                assertThat(happened(house)).as("time %d", i + 1).isEqualTo(first);
                if (i == REPETITIONS / 10) {
                    enough.set(true);
                }
            }
        } finally {
            enough.set(true);
            for (Thread each : load) {
                each.join();
            }
        }
    }

    private static List<String> happened(SmallHouse house) {
        TestReport report = house.run(TESTS);
        List<String> lines = new ArrayList<>();
        report.problems().forEach(each -> lines.add(each.toString()));
        for (TestResult each : report.results()) {
            TestResult.Failure failure = each.failure().orElseThrow();
            lines.add("%s: %s".formatted(each.name(), failure.what()));
            lines.addAll(failure.happened());
        }
        return lines;
    }
}

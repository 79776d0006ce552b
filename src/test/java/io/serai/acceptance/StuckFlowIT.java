package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A flow that never finishes and one that fails on every message, beside the shipped ones.
class StuckFlowIT {

    private static final int FLOOD = 300;

    private static final String STUCK =
            """
            import org.apache.camel.builder.RouteBuilder;

            import java.util.concurrent.Semaphore;

            public class Stuck extends RouteBuilder {
                @Override
                public void configure() {
                    from("paho:stuck/in?qos=1")
                            .routeId("stuck")
                            .process(exchange -> new Semaphore(0).acquire());
                }
            }
            """;

    private static final String FAILING =
            """
            - route:
                id: failing
                from:
                  uri: paho:failing/in
                  parameters:
                    qos: 1
                  steps:
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: always
            """;

    @TempDir private Path folder;
    private House house;

    @AfterEach
    void close() {
        house.close();
    }

    private void start(BrokerKind broker) {
        house =
                House.open(
                        broker,
                        folder,
                        new RouteEdit[] {
                            RouteEdit.add("Stuck.java", STUCK),
                            RouteEdit.add("failing.camel.yaml", FAILING)
                        },
                        "--flow.time-limit=2");
    }

    /// How long the nightlight takes to answer.
    private static Duration answerTime(MqttProbe device, int expected) {
        long begin = System.nanoTime();
        device.publish("other/telemetry", "{\"light\": 1}");
        device.await("other/commands", expected);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @ParameterizedTest
    @EnumSource(BrokerKind.class)
    void neitherHoldsUpTheHouseAndNoMessageOfTheirsIsLost(BrokerKind broker) throws Exception {
        start(broker);
        MqttProbe device = house.probe().subscribe("other/commands");
        answerTime(device, 1);

        MqttProbe stranger = house.probe();
        for (int i = 0; i < FLOOD; i++) {
            stranger.begin("stuck/in", "stuck " + i, 1, false);
            stranger.begin("failing/in", "failing " + i, 1, false);
        }
        for (int i = 2; i < 12; i++) {
            assertThat(answerTime(device, i)).isLessThan(Duration.ofSeconds(2));
        }

        Waiting.until(
                () -> "failures on record: " + house.gateway().health().body(),
                () -> house.gateway().health().count("flow.failures", "failing") == FLOOD);
        Waiting.until(
                () -> "the stuck messages: " + house.gateway().health().body(),
                () -> house.gateway().health().count("flow.overdue", "stuck") >= 2);
        assertThat(house.gateway().stop()).isLessThan(Duration.ofSeconds(10));

        Finished record =
                Finished.run(
                        List.of(
                                RunningGateway.home().resolve("bin/serai").toString(),
                                "failed",
                                "--newest=10000",
                                "--data.dir=" + house.gateway().data()));
        String all = String.join("\n", record.out());
        for (int i = 0; i < FLOOD; i++) {
            assertThat(all).containsPattern("failing " + i + "\\b");
        }
        assertThat(all).contains("stuck 0").contains("in work for more than 2 s");

        house.gateway().start();
        assertThat(house.gateway().log())
                .containsPattern("\\d+ messages wait on disk; they come first");
    }
}

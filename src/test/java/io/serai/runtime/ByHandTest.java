package io.serai.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.flow.Attempt;
import io.serai.flow.Injection;
import io.serai.flow.Upcoming;
import io.serai.testing.Bench;
import io.serai.testing.Sources;

import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

class ByHandTest {

    private static final String DEVICES =
            """
            devices:
              - id: light
                kind: sensor
                range: {min: 0, max: 1023}
                simulated: {value: 143}
            """;

    private static final String FLOW =
            """
            - route:
                id: light
                from:
                  uri: sensor:light
                  parameters: {period: 60s, initialDelay: 30s}
                  steps:
                    - to: mock:out
            - route:
                id: tick
                from:
                  uri: timer:minute
                  parameters: {period: 60000, delay: 50000}
                  steps:
                    - throwException: {exceptionType: java.lang.IllegalStateException, message: no lamp}
            - route:
                id: level
                from:
                  uri: paho:tank/+
                  steps:
                    - to: mock:out
            """;

    @TempDir private Path folder;
    private Bench bench;
    private RunningFlow flow;
    private MockEndpoint out;

    @BeforeEach
    void open() throws Exception {
        bench = Bench.withDevices(folder, DEVICES);
        Path file = Files.writeString(folder.resolve("tank.camel.yaml"), FLOW);
        flow = bench.factory.build(Sources.of(file));
        flow.start();
        out = flow.context().getEndpoint("mock:out", MockEndpoint.class);
    }

    @AfterEach
    void close() {
        flow.close();
        bench.close();
    }

    private Attempt inject(String route, String topic, String body) throws Exception {
        return flow.inject(
                        route,
                        new Injection(
                                topic, body, Map.of("Note", "by hand", "camelFileName", "/etc/x")),
                        Runnable::run)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void aMadeUpReadingGoesThroughTheRouteAsTheSensorsOwnWould() throws Exception {
        assertThat(inject("light", "", "310")).isEqualTo(Attempt.DONE);

        assertThat(out.getExchanges())
                .singleElement()
                .satisfies(exchange -> {
                    assertThat(exchange.getIn().getBody()).isEqualTo(310L);
                    assertThat(exchange.getIn().getHeaders())
                            .containsEntry("CamelDeviceId", "light")
                            .containsEntry("Note", "by hand")
                            .doesNotContainKey("camelFileName");
                });
    }

    @Test
    void aMadeUpMessageComesOnItsTopic() throws Exception {
        assertThat(inject("level", "tank/1", "{\"level\": 7}")).isEqualTo(Attempt.DONE);

        assertThat(out.getExchanges())
                .singleElement()
                .satisfies(exchange -> {
                    assertThat(exchange.getIn().getBody(String.class)).isEqualTo("{\"level\": 7}");
                    assertThat(exchange.getIn().getHeaders())
                            .containsEntry("CamelMqttTopic", "tank/1")
                            .containsEntry("Note", "by hand");
                });
    }

    @Test
    void whyItFailedIsTold() throws Exception {
        Attempt attempt = inject("tick", "", "");

        assertThat(attempt.state()).isEqualTo(Attempt.State.FAILED);
        assertThat(attempt.reason()).contains("tank.camel.yaml:1", "no lamp");
    }

    @Test
    void whatCannotComeToARouteIsRefused() {
        assertThatThrownBy(() -> inject("", "", ""))
                .hasMessage("tank has 3 routes; name one of them: light, tick, level");
        assertThatThrownBy(() -> inject("levl", "", "")).hasMessageContaining("\"level\"");
        assertThatThrownBy(() -> inject("level", "", "7"))
                .hasMessage("route level takes messages on tank/+; give a topic that matches");
        assertThatThrownBy(() -> inject("level", "lamp/1", "7"))
                .hasMessageContaining("takes messages on tank/+");
        assertThatThrownBy(() -> inject("light", "", "dark"))
                .hasMessage("on, off or a number was expected, \"dark\" came");
        assertThat(out.getExchanges()).isEmpty();
    }

    @Test
    void whatTheClockWillBringIsKnown() {
        var begin = bench.time.now();

        assertThat(flow.upcoming())
                .containsExactlyInAnyOrder(
                        new Upcoming(
                                "tank",
                                "light",
                                4,
                                "read sensor light",
                                begin.plusSeconds(30),
                                Optional.of(Duration.ofSeconds(60))),
                        new Upcoming(
                                "tank",
                                "tick",
                                11,
                                "timer minute",
                                begin.plusSeconds(50),
                                Optional.of(Duration.ofSeconds(60))));

        bench.time.advance(Duration.ofSeconds(40));

        assertThat(flow.upcoming())
                .filteredOn(each -> each.route().equals("light"))
                .extracting(Upcoming::next)
                .containsExactly(begin.plusSeconds(90));
    }

    @Test
    void aTimersNextFiringIsAPeriodAfterItsLast() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("fast.camel.yaml"),
                        """
                        - from:
                            uri: timer:fast
                            parameters: {period: 1000, delay: 0}
                            steps:
                              - to: mock:out
                        """);
        try (RunningFlow fast = bench.factory.build(Sources.of(file))) {
            fast.start();

            bench.time.advance(Duration.ofMillis(500));

            assertThat(fast.upcoming())
                    .extracting(Upcoming::next)
                    .containsExactly(bench.time.now().plusMillis(500));
        }
    }
}

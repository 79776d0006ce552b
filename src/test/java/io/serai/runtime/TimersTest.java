package io.serai.runtime;

import static org.assertj.core.api.Assertions.assertThat;

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

class TimersTest {

    private static final Duration TWO_HOURS = Duration.ofHours(2);

    @TempDir private Path folder;
    private Bench bench;

    @BeforeEach
    void open() {
        bench = Bench.withDevices(folder, "devices: []\n");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private RunningFlow start(String parameters) throws Exception {
        String text =
                """
                - route:
                    id: clock
                    from:
                      uri: timer:tick
                      parameters: {%s}
                      steps:
                        - to: mock:out
                """
                        .formatted(parameters);
        Path file = Files.writeString(folder.resolve("clock.camel.yaml"), text);
        RunningFlow flow = bench.factory.build(Sources.of(file));
        flow.start();
        return flow;
    }

    private static int ticks(RunningFlow flow) {
        return flow.context().getEndpoint("mock:out", MockEndpoint.class).getReceivedCounter();
    }

    @Test
    void aClockThatIsSetBackStopsNoTimer() throws Exception {
        for (String rate : new String[] {"", ", fixedRate: \"true\""}) {
            try (RunningFlow flow = start("period: 5000, delay: 5000" + rate)) {
                bench.time.advance(Duration.ofMinutes(1));
                assertThat(ticks(flow)).isEqualTo(12);

                bench.time.setClock(TWO_HOURS.negated());
                bench.time.advance(Duration.ofMinutes(1));

                assertThat(ticks(flow)).isEqualTo(24);
                assertThat(flow.upcoming().getFirst().next())
                        .isEqualTo(bench.time.now().plusSeconds(5));
            }
        }
    }

    @Test
    void aClockThatIsSetForwardMakesNothingUp() throws Exception {
        try (RunningFlow flow = start("period: 5000, delay: 5000, fixedRate: \"true\"")) {
            bench.time.setClock(TWO_HOURS);
            bench.time.advance(Duration.ofMinutes(1));

            assertThat(ticks(flow)).isEqualTo(12);
        }
    }

    @Test
    void aTimerThatBeginsAtATimeOfDayFollowsTheClock() throws Exception {
        try (RunningFlow flow = start("time: \"2026-11-21 15:00:00\", period: 60000")) {
            bench.time.advance(Duration.ofMinutes(30));
            assertThat(ticks(flow)).isZero();

            bench.time.setClock(TWO_HOURS);
            bench.time.advance(Duration.ofMinutes(29));
            assertThat(ticks(flow)).isZero();
            bench.time.advance(Duration.ofMinutes(3));
            assertThat(ticks(flow)).isEqualTo(3);

            bench.time.setClock(TWO_HOURS.negated());
            bench.time.advance(Duration.ofMinutes(3));
            assertThat(ticks(flow)).isEqualTo(6);
        }
    }

    @Test
    void aTimerThatIsStoppedTicksNoMore() throws Exception {
        RunningFlow flow = start("period: 5000, delay: 5000");
        bench.time.advance(Duration.ofSeconds(5));
        var out = flow.context().getEndpoint("mock:out", MockEndpoint.class);

        flow.close();
        bench.time.advance(Duration.ofMinutes(1));

        assertThat(out.getReceivedCounter()).isLessThanOrEqualTo(1);
    }
}

package io.serai.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.support.ResetableClock;
import org.apache.camel.util.StopWatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

class VirtualClocksTest {

    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private final Simulation simulation =
            new Simulation(START, ZoneId.of("UTC"), Duration.ofSeconds(5));

    @BeforeAll
    static void install() {
        VirtualClocks.install();
    }

    @AfterEach
    void end() {
        simulation.close();
    }

    @Test
    void camelReadsTheSimulationsClockOnAStrand() throws Exception {
        long created =
                simulation.call(
                        "test", Duration.ofMinutes(1), () -> new ResetableClock().getCreated());

        assertThat(created).isEqualTo(START.toEpochMilli());
    }

    @Test
    void camelReadsTheMachinesClockElsewhere() {
        Instant before = Instant.now();

        assertThat(Instant.ofEpochMilli(new ResetableClock().getCreated()))
                .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
    }

    @Test
    void installingTwiceIsInstallingOnce() throws Exception {
        VirtualClocks.install();

        assertThat(
                        simulation.<Long>call(
                                "test", Duration.ofMinutes(1), () -> new StopWatch().taken()))
                .isZero();
    }
}

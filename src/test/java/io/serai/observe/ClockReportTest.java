package io.serai.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.time.ClockJump;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;

class ClockReportTest {

    private final Health health = new Health();
    private final ClockReport report = new ClockReport(health, ZoneOffset.UTC);

    @Test
    void aClockThatIsSetBackIsSeenInHealthWhichStaysReady() {
        report.accept(
                new ClockJump(
                        Instant.parse("2026-11-30T21:00:00Z"),
                        Instant.parse("2026-11-30T19:00:00Z")));

        assertThat(Objects.requireNonNull(health.parts().get("clock")).detail())
                .isEqualTo(
                        "set back by 2 h 0 min, from 2026-11-30 21:00:00 to 2026-11-30 19:00:00; timers go on"
                                + " at their intervals");
        assertThat(health.isReady()).isTrue();
    }

    @Test
    void theLastOfManyJumpsIsToldWithTheirNumber() {
        Instant noon = Instant.parse("2026-11-30T12:00:00Z");
        report.accept(new ClockJump(noon, noon.minusSeconds(90)));
        report.accept(new ClockJump(noon, noon.plusSeconds(42)));

        assertThat(Objects.requireNonNull(health.parts().get("clock")).detail())
                .startsWith("set forward by 42 s, from 2026-11-30 12:00:00 to 2026-11-30 12:00:42;")
                .endsWith("(set 2 times since the start)");
    }
}

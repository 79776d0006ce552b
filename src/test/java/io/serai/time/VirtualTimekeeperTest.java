package io.serai.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class VirtualTimekeeperTest {

    private static final Instant START = Instant.parse("2026-03-29T00:00:00Z");

    private final VirtualTimekeeper time = new VirtualTimekeeper(START);
    private final List<String> seen = new ArrayList<>();

    private void note(String what) {
        seen.add(what + "@" + Duration.between(START, time.now()).toSeconds());
    }

    @Test
    void tasksRunAtTheirInstantAndInOrder() {
        time.schedule(Duration.ofSeconds(3), () -> note("c"));
        time.schedule(Duration.ofSeconds(1), () -> note("a"));
        time.schedule(Duration.ofSeconds(1), () -> note("b"));

        time.advance(Duration.ofSeconds(2));
        time.advance(Duration.ofSeconds(2));

        assertThat(seen).containsExactly("a@1", "b@1", "c@3");
        assertThat(time.now()).isEqualTo(START.plusSeconds(4));
    }

    @Test
    void aRepeatingTaskRunsEveryPeriodUntilCancelled() {
        Timekeeper.Task task =
                time.scheduleEvery(Duration.ZERO, Duration.ofSeconds(5), () -> note("tick"));

        time.advance(Duration.ofSeconds(11));
        task.cancel();
        time.advance(Duration.ofSeconds(60));

        assertThat(seen).containsExactly("tick@0", "tick@5", "tick@10");
    }

    @Test
    void aTaskMayScheduleAnother() {
        time.schedule(
                Duration.ofSeconds(1),
                () -> time.schedule(Duration.ofSeconds(1), () -> note("later")));

        time.advance(Duration.ofSeconds(5));

        assertThat(seen).containsExactly("later@2");
    }
}

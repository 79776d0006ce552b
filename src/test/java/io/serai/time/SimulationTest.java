package io.serai.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

class SimulationTest {

    private static final Instant START = Instant.parse("2026-03-29T00:30:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final Simulation simulation = new Simulation(START, BERLIN, Duration.ofSeconds(60));
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void end() {
        simulation.close();
    }

    @Test
    void sleepTakesVirtualTimeAndOthersGoOnMeanwhile() {
        simulation.schedule(Duration.ofSeconds(1), () -> sleepAndSay("one", 10));
        simulation.schedule(Duration.ofSeconds(2), () -> sleepAndSay("two", 1));

        simulation.advance(Duration.ofSeconds(20));

        assertThat(said).containsExactly("two at 3", "one at 11");
    }

    private void sleepAndSay(String name, int seconds) {
        try {
            simulation.sleep(Duration.ofSeconds(seconds));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        say(name);
    }

    private void say(String name) {
        said.add("%s at %d".formatted(name, Duration.ofNanos(simulation.nanos()).toSeconds()));
    }

    @Test
    void timeStandsStillWhereItWasAdvancedTo() {
        simulation.schedule(Duration.ofSeconds(1), () -> sleepAndSay("late", 10));

        simulation.advance(Duration.ofSeconds(5));

        assertThat(said).isEmpty();
        assertThat(simulation.now()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void threadParksUntilItIsToldAndAWordThatCameFirstIsKept() {
        var done = new AtomicBoolean();
        ThreadHandle[] thread = new ThreadHandle[1];
        thread[0] =
                simulation.thread(
                        "waiter",
                        () -> {
                            while (!done.get()) {
                                thread[0].park();
                                say("woken");
                            }
                        });
        thread[0].unpark();
        thread[0].start();
        simulation.schedule(
                Duration.ofSeconds(3),
                () -> {
                    done.set(true);
                    thread[0].unpark();
                });

        simulation.advance(Duration.ofSeconds(5));

        assertThat(said).containsExactly("woken at 0", "woken at 3");
    }

    @Test
    void joinWaitsInVirtualTimeAndNoLongerThanItsLimit() throws Exception {
        ThreadHandle slow = simulation.thread("slow", () -> sleepAndSay("slow", 10));
        boolean early =
                simulation.call(
                        "early",
                        Duration.ofMinutes(1),
                        () -> {
                            slow.start();
                            return slow.join(Duration.ofSeconds(4));
                        });
        boolean late =
                simulation.call(
                        "late", Duration.ofMinutes(1), () -> slow.join(Duration.ofSeconds(60)));

        assertThat(early).isFalse();
        assertThat(late).isTrue();
        assertThat(said).containsExactly("slow at 10");
        assertThat(simulation.now()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void interruptEndsASleep() {
        ThreadHandle sleeper =
                simulation.thread(
                        "sleeper",
                        () -> {
                            try {
                                simulation.sleep(Duration.ofHours(1));
                            } catch (InterruptedException e) {
                                say("interrupted");
                            }
                        });
        sleeper.start();
        simulation.schedule(Duration.ofSeconds(7), sleeper::interrupt);

        simulation.advance(Duration.ofMinutes(1));

        assertThat(said).containsExactly("interrupted at 7");
    }

    @Test
    void repetitionWhoseRunIsBusyLeavesOut() {
        simulation.scheduleEvery(
                Duration.ZERO, Duration.ofSeconds(2), () -> sleepAndSay("busy", 3));

        simulation.advance(Duration.ofSeconds(10));

        assertThat(said).containsExactly("busy at 3", "busy at 7");
    }

    @Test
    void whatRunsOnForEverIsGivenUpAndTold() {
        try (var impatient = new Simulation(START, BERLIN, Duration.ofMillis(200))) {
            var end = new AtomicBoolean();
            impatient.schedule(
                    Duration.ZERO,
                    () -> {
                        while (!end.get()) {
                            Thread.onSpinWait();
                        }
                    });

            assertThatThrownBy(() -> impatient.advance(Duration.ZERO))
                    .isInstanceOf(Simulation.StuckException.class)
                    .hasMessageContaining("runs for more than")
                    .hasMessageContaining("SimulationTest");
            end.set(true);
        }
    }

    @Test
    void whatGoesRoundInCirclesIsGivenUpAndTold() {
        simulation.schedule(Duration.ZERO, this::again);

        assertThatThrownBy(() -> simulation.advance(Duration.ZERO))
                .isInstanceOf(Simulation.StuckException.class)
                .hasMessageContaining("goes round in circles");
    }

    private void again() {
        simulation.schedule(Duration.ZERO, this::again);
    }

    @Test
    void closingEndsWhatWaits() throws Exception {
        var threads = new ArrayList<Thread>();
        ThreadHandle waiting =
                simulation.thread(
                        "waiting",
                        () -> {
                            threads.add(Thread.currentThread());
                            Simulation.thread().park();
                        });
        waiting.start();
        simulation.advance(Duration.ZERO);

        simulation.close();

        assertThat(threads.getFirst().join(Duration.ofSeconds(5))).isTrue();
    }
}

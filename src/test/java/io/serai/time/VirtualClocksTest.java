package io.serai.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.support.ResetableClock;
import org.apache.camel.util.StopWatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

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
    void camelReadsTheSimulationsClockOnASimulatedThread() throws Exception {
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
    void timeStandsStillWhileSomebodyOutsideHoldsALock() throws Exception {
        var lock = new ReentrantLock();
        var asked = new CountDownLatch(1);
        simulation.schedule(Duration.ZERO, asked::countDown);
        CompletableFuture<Long> taken;

        lock.lock();
        try {
            taken = CompletableFuture.supplyAsync(() -> timeToTake(lock));
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            Awaitility.await()
                    .pollDelay(Duration.ofMillis(100))
                    .until(() -> lock.hasQueuedThreads() && !taken.isDone());
        } finally {
            lock.unlock();
        }

        assertThat(taken.get(5, TimeUnit.SECONDS)).isZero();
    }

    private long timeToTake(ReentrantLock lock) {
        try {
            return simulation.call(
                    "test",
                    Duration.ofMinutes(1),
                    () -> {
                        Clocks.lock(lock);
                        lock.unlock();
                        return simulation.nanos();
                    });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void timePassesWhileAnotherThreadHoldsALock() throws Exception {
        var lock = new ReentrantLock();
        simulation
                .thread(
                        "holder",
                        () -> {
                            lock.lock();
                            try {
                                Clocks.sleep(3000);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                lock.unlock();
                            }
                        })
                .start();
        simulation.advance(Duration.ZERO);

        long waited = timeToTake(lock);

        assertThat(Duration.ofNanos(waited))
                .isBetween(Duration.ofSeconds(3), Duration.ofMillis(3064));
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

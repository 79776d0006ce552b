package io.serai.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class SystemTimekeeperTest {

    private final SystemTimekeeper time = new SystemTimekeeper();

    @AfterEach
    void stop() {
        time.close();
    }

    @Test
    void aBlockedTaskDelaysNoOther() throws Exception {
        var never = new CountDownLatch(1);
        var ran = new CountDownLatch(1);
        time.schedule(
                Duration.ZERO,
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        time.schedule(Duration.ofMillis(1), ran::countDown);

        assertThat(ran.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFailingRepetitionGoesOn() throws Exception {
        var runs = new CountDownLatch(3);
        time.scheduleEvery(
                Duration.ZERO,
                Duration.ofMillis(1),
                () -> {
                    runs.countDown();
                    throw new IllegalStateException("on purpose");
                });

        assertThat(runs.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void runsOfOneRepetitionNeverOverlap() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var runs = new CountDownLatch(20);
        time.scheduleEvery(
                Duration.ZERO,
                Duration.ofNanos(100_000),
                () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    inside.decrementAndGet();
                    runs.countDown();
                });

        assertThat(runs.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
    }
}

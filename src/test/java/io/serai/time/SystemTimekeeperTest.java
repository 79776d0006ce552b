package io.serai.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

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

    /// The machine's clock, which a test sets.
    private static final class SetClock extends Clock {
        private final AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);

        @Override
        public Instant instant() {
            return Instant.now().plus(set.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aClockThatIsSetIsToldOnce() {
        var wall = new SetClock();
        var told = new CopyOnWriteArrayList<ClockJump>();
        try (var keeper = new SystemTimekeeper(wall)) {
            keeper.onClockJump(told::add);
            wall.set.set(Duration.ofHours(-2));
            var looks = new CountDownLatch(3);
            keeper.scheduleEvery(Duration.ofSeconds(1), Duration.ofSeconds(1), looks::countDown);

            await().atMost(Duration.ofSeconds(10)).until(() -> looks.getCount() == 0);

            assertThat(told).hasSize(1);
            assertThat(told.getFirst().by())
                    .isCloseTo(Duration.ofHours(-2), Duration.ofMillis(500));
        }
    }

    @Test
    void whatIsScheduledForATimeOfDayFollowsAClockThatIsSet() throws Exception {
        var wall = new SetClock();
        var ran = new CountDownLatch(1);
        try (var keeper = new SystemTimekeeper(wall)) {
            keeper.scheduleAt(keeper.now().plus(Duration.ofHours(2)), ran::countDown);
            var cancelled = new CountDownLatch(1);
            keeper.scheduleAt(keeper.now().plus(Duration.ofHours(2)), cancelled::countDown)
                    .cancel();

            wall.set.set(Duration.ofHours(3));

            assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(cancelled.getCount()).isEqualTo(1);
        }
    }
}

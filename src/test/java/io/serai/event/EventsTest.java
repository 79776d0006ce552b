package io.serai.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.event.RuntimeEvent.DeviceSet;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

class EventsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Events events = new Events();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    private static RuntimeEvent event(String flow, String value) {
        return new DeviceSet(flow, "route", Instant.EPOCH, "lamp", value, false);
    }

    private void tell(int from, int to) {
        IntStream.range(from, to).forEach(i -> events.tell(event("lamp", String.valueOf(i))));
    }

    private void hear(RuntimeEvent event) {
        heard.add(((DeviceSet) event).value());
    }

    private void hearBehindTheGate(RuntimeEvent event) {
        hear(event);
        try {
            assertThat(gate.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFlowIsWantedWhileSomebodyListensToIt() {
        assertThat(events.isWanted("lamp")).isFalse();

        var lamp = events.listen(Optional.of("lamp"), 10, 10_000, this::hear);
        assertThat(events.isWanted("lamp")).isTrue();
        assertThat(events.isWanted("tank")).isFalse();

        Runnable all = events.listenAtOnce(Optional.empty(), this::hear);
        assertThat(events.isWanted("tank")).isTrue();

        all.run();
        lamp.close();
        assertThat(events.isWanted("lamp")).isFalse();
    }

    @Test
    void whoListensAtOnceHearsOnTheThreadOfTheFlow() {
        var threads = new CopyOnWriteArrayList<Thread>();
        events.listenAtOnce(Optional.of("lamp"), _ -> threads.add(Thread.currentThread()));

        events.tell(event("lamp", "on"));
        events.tell(event("tank", "on"));

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void aListenerThatFailsHurtsNeitherTheFlowNorAnother() throws Exception {
        events.listenAtOnce(
                Optional.empty(),
                _ -> {
                    throw new IllegalStateException("of this test");
                });
        var queued =
                events.listen(
                        Optional.empty(),
                        10,
                        10_000,
                        event -> {
                            hear(event);
                            throw new IllegalStateException("of this test");
                        });

        tell(0, 3);

        assertThat(queued.awaitQuiet(LIMIT)).isTrue();
        assertThat(heard).containsExactly("0", "1", "2");
    }

    @Test
    void theOldestOfTooManyIsDroppedAndCounted() throws Exception {
        var listening = events.listen(Optional.empty(), 3, 10_000, this::hearBehindTheGate);
        tell(0, 1);
        await().until(() -> heard.contains("0")); // in work, so it waits no more

        tell(1, 9);
        gate.countDown();

        assertThat(listening.awaitQuiet(LIMIT)).isTrue();
        assertThat(heard).containsExactly("0", "6", "7", "8");
        assertThat(listening.dropped()).isEqualTo(5);
    }

    @Test
    void whatWaitsIsBoundedInBytesToo() throws Exception {
        int size = event("lamp", "0").size();
        var listening = events.listen(Optional.empty(), 100, 2L * size, this::hearBehindTheGate);
        tell(0, 1);
        await().until(() -> heard.contains("0"));

        tell(1, 5);
        events.tell(
                new RuntimeEvent.ContentSent(
                        "lamp",
                        "route",
                        Instant.EPOCH,
                        new RuntimeEvent.Content(
                                "file:x", Map.of(), Optional.of(new byte[3 * size])),
                        false));
        gate.countDown();

        assertThat(listening.awaitQuiet(LIMIT)).isTrue();
        assertThat(listening.dropped()).isEqualTo(5);
        assertThat(heard).containsExactly("0");
    }

    @Test
    void afterTheEndWhatWaitsIsToldAndNothingElse() throws Exception {
        var listening = events.listen(Optional.empty(), 100, 100_000, this::hearBehindTheGate);
        tell(0, 3);

        listening.close();
        tell(3, 6);
        gate.countDown();

        assertThat(listening.awaitQuiet(LIMIT)).isTrue();
        assertThat(heard).containsExactly("0", "1", "2");
    }
}

package io.serai.node.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.device.spi.DeviceValue;
import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.node.spi.NodeConstants;
import io.serai.runtime.RunningFlow;
import io.serai.testing.Bench;

import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/// Versions of a flow take turns as the deployer lets them.
class DeviceInputsTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String METER =
            """
            devices:
              - id: meter
                kind: sensor
                range: {min: 0, max: 10000000}
                simulated: {value: 0}
            """;
    private static final String BELL =
            """
              - id: bell
                kind: input
            """;

    @TempDir private Path folder;

    private Bench bench;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        bench = Bench.withDevices(folder, METER + BELL);
        bench.time.advance(Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static FlowSource source(String id, String yaml) {
        return FlowSource.of(new FlowFile(id, Path.of("routes", id + ".camel.yaml")), yaml);
    }

    private RunningFlow version(String from, String route, Processor processor)
            throws FlowException {
        String yaml =
                """
                - route:
                    id: %s
                    from:
                      uri: %s
                      steps:
                        - process: {ref: heard}
                """
                        .formatted(route, from);
        RunningFlow flow = bench.factory.build(source("door", yaml));
        flow.context().getRegistry().bind("heard", Processor.class, processor);
        flow.prepare();
        return flow;
    }

    private RunningFlow version(String from, String route) throws FlowException {
        return version(from, route, exchange -> heard.add(exchange.getIn().getBody(String.class)));
    }

    private void swap(RunningFlow old, RunningFlow next) throws FlowException {
        old.pause(LIMIT);
        next.run();
        next.closeUnclaimedSources();
        old.close();
    }

    private void meter(long value) {
        bench.devices.simulate("meter", new DeviceValue.Number(value));
        bench.time.advance(Duration.ofMillis(1));
    }

    private void awaitHeard(Object... bodies) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(heard).hasSize(bodies.length));
        assertThat(heard)
                .containsExactly(Arrays.stream(bodies).map(String::valueOf).toArray(String[]::new));
    }

    @Test
    void everyEventComesOnceAndInOrderWhileVersionsAreSwapped() throws Exception {
        List<Long> numbers = new CopyOnWriteArrayList<>();
        Set<Integer> versions = ConcurrentHashMap.newKeySet();
        var room = new Semaphore(200);
        var going = new AtomicBoolean(true);
        var sent = new AtomicInteger();
        var flows = new ArrayList<RunningFlow>();
        flows.add(numbering(0, numbers, versions, room));
        flows.getFirst().run();
        Thread sender =
                Thread.startVirtualThread(() -> {
                    while (going.get() && acquired(room)) {
                        meter(sent.incrementAndGet());
                    }
                });

        for (int i = 1; i <= 100; i++) {
            flows.add(numbering(i, numbers, versions, room));
            swap(flows.get(i - 1), flows.get(i));
            int before = numbers.size();
            await().atMost(LIMIT).until(() -> numbers.size() > before + 2);
        }
        going.set(false);
        assertThat(sender.join(LIMIT)).isTrue();

        await().atMost(LIMIT).until(() -> numbers.size() >= sent.get());
        assertThat(numbers)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, sent.get()).boxed().toList());
        assertThat(versions).hasSizeGreaterThan(90);
        assertThat(bench.counters.all()).isEmpty();
        flows.getLast().close();
    }

    private RunningFlow numbering(
            int version, List<Long> numbers, Set<Integer> versions, Semaphore room)
            throws FlowException {
        return version(
                "device:meter",
                "door",
                exchange -> {
                    versions.add(version);
                    numbers.add(exchange.getIn().getBody(Long.class));
                    room.release();
                });
    }

    private static boolean acquired(Semaphore room) {
        try {
            return room.tryAcquire(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void eventsOfAPauseComeFirst() throws Exception {
        RunningFlow old = version("device:meter", "door");
        old.run();
        meter(1);
        awaitHeard(1);

        old.suspend();
        meter(2);
        old.pause(LIMIT);
        meter(3);
        RunningFlow next = version("device:meter", "door");
        next.run();
        next.closeUnclaimedSources();
        meter(4);

        awaitHeard(1, 2, 3, 4);
        old.close();
        meter(5);
        awaitHeard(1, 2, 3, 4, 5);
        next.close();
    }

    @Test
    void oldVersionGoesOnWhenTheNewOneCannot() throws Exception {
        RunningFlow old = version("device:meter", "door");
        old.run();
        RunningFlow next =
                version(
                        "device:meter",
                        "door",
                        exchange -> heard.add("new " + exchange.getIn().getBody(String.class)));

        old.pause(LIMIT);
        meter(1);
        next.run();
        await().atMost(LIMIT).until(() -> heard.contains("new 1"));
        next.pause(LIMIT);
        meter(2);
        next.close();
        meter(3);
        old.unpause();
        next.closeUnclaimedSources();
        meter(4);

        awaitHeard("new 1", 2, 3, 4);
        old.close();
    }

    @Test
    void routeUnderAnotherNameGetsWhatWaits() throws Exception {
        RunningFlow old = version("device:meter", "door");
        old.run();
        old.pause(LIMIT);
        meter(1);
        RunningFlow next = version("device:meter", "entrance");
        next.run();
        meter(2);
        next.closeUnclaimedSources();
        meter(3);

        awaitHeard(1, 2, 3);
        old.close();

        RunningFlow third = version("device:meter", "entrance");
        swap(next, third);
        meter(4);
        awaitHeard(1, 2, 3, 4);
        third.close();
    }

    @Test
    void versionThatNeverBeganLeavesNothingBehind() throws Exception {
        RunningFlow old = version("device:meter", "door");
        old.run();
        RunningFlow next = version("device:meter", "entrance");
        old.pause(LIMIT);
        next.run();
        meter(1);
        next.pause(LIMIT);
        next.close();
        old.unpause();
        next.closeUnclaimedSources();
        meter(2);

        awaitHeard(1, 2);
        old.close();
    }

    @Test
    void eventInWorkForTooLongIsBegunAgainByTheNextVersion() throws Exception {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        RunningFlow old =
                version(
                        "device:meter",
                        "door",
                        exchange -> {
                            begun.countDown();
                            try {
                                new Semaphore(0).acquire();
                            } finally {
                                interrupted.countDown();
                            }
                        });
        old.run();
        meter(1);
        meter(2);
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        assertThat(old.pause(Duration.ofMillis(50))).isFalse();
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        RunningFlow next = version("device:meter", "door");
        next.run();
        next.closeUnclaimedSources();
        meter(3);

        awaitHeard(1, 2, 3);
        assertThat(bench.counters.count("flow.begun-again", "door")).isEqualTo(1);
        old.close();
        next.close();
    }

    @Test
    void whatNoVersionTakesOverEndsAndItsEventsAreCounted() throws Exception {
        RunningFlow old = version("device:meter", "door");
        old.run();
        old.pause(LIMIT);
        meter(1);
        meter(2);
        RunningFlow next = version("device:bell", "door");
        next.run();
        next.closeUnclaimedSources();
        meter(3);
        bench.devices.simulate("bell", DeviceValue.ON);
        bench.time.advance(Duration.ofMillis(1));

        awaitHeard("on");
        assertThat(bench.counters.count(DeviceInput.DROPPED, "door")).isEqualTo(2);
        old.close();
        next.close();
    }

    @Test
    void eventsThatFindNoRoomAreCounted() throws Exception {
        RunningFlow old = version("device:meter", "door");
        old.run();
        old.pause(LIMIT);
        for (int i = 1; i <= DeviceInput.MOST_WAITING + 10; i++) {
            meter(i);
        }
        assertThat(bench.counters.count(DeviceInput.DROPPED, "door")).isEqualTo(10);
        RunningFlow next = version("device:meter", "door");
        swap(old, next);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(heard).hasSize(DeviceInput.MOST_WAITING));
        assertThat(heard.getFirst()).isEqualTo("1");
        next.close();
    }

    @Test
    void sourceOfAllDevicesHearsThoseThatComeLater() throws Exception {
        RunningFlow flow =
                version(
                        "device:*",
                        "all",
                        exchange ->
                                heard.add(
                                        "%s %s%s"
                                                .formatted(
                                                        exchange.getIn()
                                                                .getHeader(NodeConstants.DEVICE_ID),
                                                        exchange.getIn().getBody(),
                                                        exchange.getIn()
                                                                .getHeader(
                                                                        NodeConstants
                                                                                .DEVICE_UNIT))));
        flow.run();
        RunningFlow hand =
                bench.factory.build(
                        source(
                                "hand",
                                "- from: {uri: \"direct:hand\", steps: [{to: \"simulate:*\"}]}"));
        hand.start();

        bench.devices.change(
                bench.devices.parse(
                        folder.resolve("devices.yaml"),
                        METER.replace("kind: sensor", "kind: sensor\n    unit: kWh")
                                + BELL.replace("bell", "gong")));
        meter(7);
        hand.context()
                .createProducerTemplate()
                .sendBodyAndHeader("direct:hand", "on", NodeConstants.DEVICE_ID, "gong");
        bench.time.advance(Duration.ofMillis(1));

        awaitHeard("gong off", "meter 7kWh", "gong on");
        hand.close();
        flow.close();
    }
}

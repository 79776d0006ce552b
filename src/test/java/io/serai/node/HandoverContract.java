package io.serai.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.link.Links;
import io.serai.link.settings.LinkConfig;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.node.input.InputConfig;
import io.serai.node.input.MqttInputs;
import io.serai.node.spi.NodeConstants;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;
import io.serai.store.MemoryStore;
import io.serai.store.SqliteMessages;
import io.serai.testing.Bench;
import io.serai.time.SystemTimekeeper;
import io.serai.time.Timekeeper;

import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/// What flows that are stopped, started, replaced and renamed under load get, at any broker.
abstract class HandoverContract {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int ROUNDS = 10;

    @TempDir private Path folder;
    private final SystemTimekeeper time = new SystemTimekeeper();
    private final Counters counters = new Counters();
    private final Health health = new Health();
    private final Map<String, List<Integer>> heard = new ConcurrentHashMap<>();
    private final AtomicInteger marked = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private volatile CompletionStage<Void> last = CompletableFuture.completedFuture(null);

    private Bench bench;
    private SqliteMessages messages;
    private Links links;
    private Links senders;
    private FlowFactory factory;
    private Timekeeper.@Nullable Task sending;
    private final ReentrantLock turn = new ReentrantLock();
    private boolean ended;

    abstract int brokerPort();

    @BeforeEach
    void open() throws Exception {
        bench = Bench.withDevices(folder, "devices: []\n");
        messages = SqliteMessages.open(folder.resolve("messages.db"), time, 100);
        links = connected();
        senders = connected();
        var inputs =
                new MqttInputs(
                        messages, messages.failed(), InputConfig.DEFAULT, time, counters, health);
        var palette = new Palette(links, inputs, bench.devices, new MemoryStore(), time, counters);
        factory = new FlowFactory(palette, Map.of(), time, counters, new FlowLog(time));
    }

    private Links connected() throws InterruptedException {
        var made =
                new Links(
                        LinkConfig.DEFAULT,
                        time,
                        new MemoryStore(),
                        messages,
                        messages.failed(),
                        health,
                        counters);
        made.connectTo("tcp://127.0.0.1:" + brokerPort(), Long.MAX_VALUE);
        made.start();
        assertThat(made.awaitConnected(Duration.ofSeconds(10))).isTrue();
        return made;
    }

    @AfterEach
    void close() throws Exception {
        if (sending != null) {
            Objects.requireNonNull(sending).cancel();
        }
        senders.close();
        links.close();
        messages.close();
        bench.close();
        time.close();
    }

    private RunningFlow flow(String id, String filter, String hears) throws Exception {
        String yaml =
                """
                - route:
                    id: route-%s
                    from:
                      uri: paho:%s
                      parameters: {qos: 1}
                      steps:
                        - process: {ref: heard}
                """
                        .formatted(hears, filter);
        RunningFlow flow =
                factory.build(
                        FlowSource.of(
                                new FlowFile(id, Path.of("routes", id + ".camel.yaml")), yaml));
        List<Integer> numbers =
                heard.computeIfAbsent(hears, _ -> Collections.synchronizedList(new ArrayList<>()));
        Processor hearing =
                exchange -> {
                    if (exchange.getIn().getHeader(NodeConstants.MQTT_DUPLICATE, Boolean.class)) {
                        marked.incrementAndGet();
                    }
                    numbers.add(Integer.valueOf(exchange.getIn().getBody(String.class)));
                };
        flow.context().getRegistry().bind("heard", Processor.class, hearing);
        flow.prepare();
        return flow;
    }

    private RunningFlow started(String id, String filter, String hears) throws Exception {
        RunningFlow flow = flow(id, filter, hears);
        flow.run();
        return flow;
    }

    /// A thousand messages a second.
    private void send(String topic) {
        sending =
                time.scheduleEvery(
                        Duration.ofMillis(10), Duration.ofMillis(10), () -> sendTen(topic));
    }

    /// None when all that are counted have been sent.
    private void sendTen(String topic) {
        turn.lock();
        try {
            for (int i = 0; i < 10 && !ended; i++) {
                byte[] number = ("" + sent.get()).getBytes(UTF_8);
                var message = MqttMessage.of(topic, number, Qos.AT_LEAST_ONCE, false);
                last = senders.link(ConnectionSpec.SHARED).publish(message);
                sent.incrementAndGet();
            }
        } finally {
            turn.unlock();
        }
    }

    private void awaitProgress() {
        int before = sent.get();
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> sent.get() > before + 100);
    }

    private void awaitFirst(String... hearers) {
        await().atMost(SOON)
                .until(() -> List.of(hearers).stream().noneMatch(each -> numbers(each).isEmpty()));
    }

    private List<Integer> numbers(String hearer) {
        List<Integer> so = Objects.requireNonNull(heard.get(hearer));
        synchronized (so) {
            return List.copyOf(so);
        }
    }

    private void end() throws Exception {
        turn.lock();
        try {
            ended = true;
        } finally {
            turn.unlock();
        }
        Objects.requireNonNull(sending).cancel();
        last.toCompletableFuture().get(20, SECONDS);
    }

    /// Of all that was sent since the first it heard.
    private void requireEachOnce(String hearer) {
        int first = numbers(hearer).stream().min(Integer::compare).orElseThrow();
        List<Integer> all = IntStream.range(first, sent.get()).boxed().toList();
        await().atMost(SOON).until(() -> numbers(hearer).size() >= all.size());
        List<Integer> numbers = numbers(hearer);
        Set<Integer> different = Set.copyOf(numbers);
        assertThat(all.stream().filter(each -> !different.contains(each)))
                .as("lost for %s", hearer)
                .isEmpty();
        assertThat(numbers.size()).as("heard by %s", hearer).isEqualTo(all.size());
        if (keepsOrder()) {
            assertThat(numbers.equals(all)).as("order for %s", hearer).isTrue();
        }
    }

    /// Whether the broker does so when messages are acknowledged in another order than they came.
    abstract boolean keepsOrder();

    @Test
    void eachFlowGetsEachMessageOnceWhateverIsReplacedStoppedStartedAndRenamed() throws Exception {
        RunningFlow replaced = started("replaced", "load/+", "a");
        RunningFlow renamed = started("name0", "load/+", "b");
        RunningFlow stopped = started("stopped", "load/x", "c");
        RunningFlow other = started("other", "load/#", "d");
        RunningFlow still = started("still", "load/+", "e");
        send("load/x");
        awaitFirst("a", "b", "c", "d", "e");

        for (int i = 1; i <= ROUNDS; i++) {
            RunningFlow next = flow("replaced", "load/+", "a");
            replaced.pause(LIMIT);
            stopped.pause(LIMIT);
            next.run();
            next.closeUnclaimedSources();
            replaced.close();
            replaced = next;

            renamed.pause(LIMIT);
            renamed.giveStateTo("name" + i);
            if (i % 3 == 0) {
                renamed.takeStateFrom("name" + i);
                renamed.giveStateTo("name" + i);
            }
            next = flow("name" + i, "load/+", "b");
            next.run();
            next.closeUnclaimedSources();
            renamed.close();
            renamed = next;

            awaitProgress();
            stopped.close();
            other.pause(LIMIT);
            RunningFlow again = flow("other", "load/#", "d");
            stopped = started("stopped", "load/x", "c");
            again.run();
            other.close();
            other = again;
        }
        end();

        for (String each : List.of("a", "b", "c", "d", "e")) {
            requireEachOnce(each);
        }
        assertThat(marked).hasValue(0);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(messages.waiting())
                                .noneMatch(name -> name.startsWith("inbox ")));
        for (RunningFlow each : List.of(replaced, renamed, stopped, other, still)) {
            each.close();
        }
    }

    @Test
    void flowsWhoseInputsEndAndBeginCostOthersOfTheSameFilterNothing() throws Exception {
        RunningFlow one = started("one", "load/+", "a");
        RunningFlow other = started("other", "load/+", "b");
        RunningFlow still = started("still", "load/+", "c");
        RunningFlow narrow = started("narrow", "load/x", "d");
        send("load/x");
        awaitFirst("a", "b", "c", "d");

        for (int i = 1; i <= ROUNDS; i++) {
            for (RunningFlow each : List.of(one, other)) {
                each.pause(LIMIT);
                each.closeUnclaimedSources();
                each.close();
            }
            awaitProgress();
            other = started("other", "load/+", "b");
            one = started("one", "load/+", "a");
            awaitProgress();
        }
        end();

        requireEachOnce("c");
        requireEachOnce("d");
        for (String each : List.of("a", "b")) {
            await().atMost(SOON).until(() -> numbers(each).contains(sent.get() - 1));
            List<Integer> numbers = numbers(each);
            assertThat(Set.copyOf(numbers)).as("different for %s", each).hasSameSizeAs(numbers);
        }
        assertThat(marked).hasValue(0);
        assertThat(counters.count("flow.let-go", "one")).isZero();
        for (RunningFlow each : List.of(one, other, still, narrow)) {
            each.close();
        }
    }
}

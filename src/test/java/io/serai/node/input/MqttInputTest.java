package io.serai.node.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.serai.flow.Attempt;
import io.serai.mqtt.MqttLink.Delivery;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.FailedMessage;
import io.serai.store.MessageQueue;
import io.serai.store.SmallDisk;
import io.serai.store.SqliteMessages;
import io.serai.time.VirtualTimekeeper;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.IntStream;

class MqttInputTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final InputConfig SMALL =
            new InputConfig(Duration.ofSeconds(60), WhenFull.DROP_OLDEST, 10, 500, 100);

    @TempDir private Path folder;
    private final VirtualTimekeeper time = new VirtualTimekeeper(Instant.EPOCH);
    private final Counters counters = new Counters();
    private final Health health = new Health();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> processed = new CopyOnWriteArrayList<>();
    private final List<String> acknowledged = new CopyOnWriteArrayList<>();
    private final List<MqttInput> opened = new ArrayList<>();
    private SqliteMessages messages;

    /// The route's first step.
    @FunctionalInterface
    private interface Step {
        void work(String text, Exchange exchange) throws Exception;
    }

    @BeforeEach
    void open() {
        messages = SqliteMessages.open(folder.resolve("messages.db"), time, 100);
    }

    @AfterEach
    void close() {
        opened.forEach(each -> each.close(Duration.ofSeconds(5)));
        messages.close();
        context.stop();
    }

    private MqttInputs route(InputConfig config, Step step) {
        return route(
                config,
                new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        try {
                            step.work(text(exchange), exchange);
                            processed.add(text(exchange));
                        } catch (Exception e) {
                            exchange.setException(e);
                        }
                        callback.done(true);
                        return true;
                    }
                });
    }

    private MqttInputs route(InputConfig config, AsyncProcessor processor) {
        var inputs = new MqttInputs(messages, messages.failed(), config, time, counters, health);
        attach(inputs, "tank", processor);
        return inputs;
    }

    private void attach(MqttInputs inputs, String flow, AsyncProcessor processor) {
        MqttInput input =
                inputs.open(
                        flow,
                        "level",
                        Optional.empty(),
                        processor,
                        new MqttInput.Exchanges() {
                            @Override
                            public Exchange of(MqttMessage message) {
                                var exchange = new DefaultExchange(context);
                                exchange.getIn().setBody(message);
                                return exchange;
                            }

                            @Override
                            public void release(Exchange exchange) {
                                // Not pooled.
                            }
                        });
        opened.add(input);
    }

    /// Notes what comes, with a mark on what may have come before.
    private final AsyncProcessor noting =
            new AsyncProcessorSupport() {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    boolean mark = exchange.getIn().getBody(MqttMessage.class).duplicate();
                    processed.add(text(exchange) + (mark ? " again" : ""));
                    callback.done(true);
                    return true;
                }
            };

    private MqttInputs suspended(InputConfig config) {
        MqttInputs inputs = route(config, noting);
        inputs.suspend("tank");
        assertThat(inputs.awaitQuiet("tank", LIMIT)).isTrue();
        return inputs;
    }

    @Test
    void aRenamedFlowHasWhatWaitedInMemoryAndOnDiskAndWhatCameMeanwhile() {
        MqttInputs inputs = suspended(SMALL);
        take(0, 300); // memory, disk
        time.advance(InputQueue.LAG);
        take(300, 620); // and beyond what may be on disk

        inputs.rename("tank", "pool", messages.store()::write);

        take(620, 630);
        assertThat(messages.queue("inbox tank level").count()).isZero();
        assertThat(messages.waiting()).containsOnly("inbox pool level");
        attach(inputs, "pool", noting);
        take(630, 640);
        await(processed, texts(0, 640));
        await(acknowledged, all -> all.size() == 640);
        Awaitility.await().atMost(LIMIT).until(() -> messages.waiting().isEmpty());
    }

    @Test
    void whatWaitedOnDiskUnderTheNewNameIsProcessedToo() throws Exception {
        for (String each : List.of("old0", "old1")) {
            messages.queue("inbox pool level")
                    .append(MqttMessage.of("t", each.getBytes(UTF_8), Qos.AT_LEAST_ONCE, false))
                    .kept()
                    .toCompletableFuture()
                    .get(5, SECONDS);
        }
        MqttInputs inputs = suspended(SMALL);
        take(0, 40);
        time.advance(InputQueue.LAG);
        await(acknowledged, all -> all.size() == 40);

        inputs.rename("tank", "pool", messages.store()::write);
        attach(inputs, "pool", noting);

        await(processed, all -> all.size() == 42);
        List<String> fresh = processed.stream().filter(each -> each.startsWith("m")).toList();
        assertThat(fresh.stream().map(each -> each.replace(" again", "")).toList())
                .isEqualTo(texts(0, 40));
        assertThat(processed).contains("old0 again", "old1 again");
        Awaitility.await().atMost(LIMIT).until(() -> messages.waiting().isEmpty());
    }

    @Test
    void aRenameThatIsTakenBackLosesNothing() {
        MqttInputs inputs = suspended(SMALL);
        take(0, 100);
        inputs.rename("tank", "pool", messages.store()::write);
        take(100, 200);
        attach(inputs, "pool", noting);
        await(processed, texts(0, 200));
        inputs.suspend("pool");
        assertThat(inputs.awaitQuiet("pool", LIMIT)).isTrue();
        take(200, 300);

        inputs.rename("pool", "tank", messages.store()::write);

        take(300, 310);
        attach(inputs, "tank", noting);
        await(processed, texts(0, 310));
        await(acknowledged, all -> all.size() == 310);
        Awaitility.await().atMost(LIMIT).until(() -> messages.waiting().isEmpty());
    }

    @Test
    void whatComesForAStoppedFlowIsOnDiskSoonAndComesUnmarkedAndInOrderWhenItRunsAgain() {
        MqttInputs inputs = suspended(SMALL);
        take(0, 5);
        assertThat(acknowledged).isEmpty();

        time.advance(InputQueue.LAG);

        await(acknowledged, texts(0, 5));
        take(5, 100);
        await(acknowledged, texts(0, 100));
        attach(inputs, "tank", noting);
        await(processed, texts(0, 100));
    }

    @Test
    void whatWaitsForAStoppedFlowIsOnDiskWhenItsInputEnds() {
        MqttInputs inputs = suspended(SMALL);
        take(0, 60);

        inputs.closeUnclaimed("tank");

        await(acknowledged, all -> all.size() == 60);
        assertThat(messages.queue("inbox tank level").count()).isEqualTo(60);
        take(60, 70); // not for it any more
        assertThat(acknowledged).hasSize(60);
        attach(inputs, "tank", noting);
        take(70, 80);
        var expected = new ArrayList<>(texts(0, 60));
        expected.addAll(texts(70, 80));
        await(processed, expected);
        assertThat(counters.count("flow.let-go", "tank")).isZero();
    }

    @Test
    void aStoppedFlowDoesNotUseUpTheConnectionWhenItsShareOfTheDiskIsFull() {
        MqttInputs inputs = suspended(SMALL);
        take(0, 520);
        time.advance(InputQueue.LAG);
        await(acknowledged, all -> all.size() == 500);

        time.advance(Duration.ofSeconds(7));
        take(520, 530);

        await(acknowledged, all -> all.size() == 530);
        assertThat(counters.count("flow.let-go", "tank")).isEqualTo(30);
        attach(inputs, "tank", noting);
        await(processed, texts(0, 500));
    }

    private static String text(Exchange exchange) {
        return text(exchange.getIn().getBody(MqttMessage.class));
    }

    private static String text(MqttMessage message) {
        return new String(message.payload(), UTF_8);
    }

    private void take(String topic, String text, Qos qos) {
        var message = MqttMessage.of(topic, text.getBytes(UTF_8), qos, false);
        opened.getLast()
                .take(
                        new Delivery() {
                            @Override
                            public MqttMessage message() {
                                return message;
                            }

                            @Override
                            public void acknowledge() {
                                acknowledged.add(text);
                            }
                        });
    }

    private void take(int from, int to) {
        IntStream.range(from, to).forEach(i -> take("t", "m" + i, Qos.AT_LEAST_ONCE));
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    /// What the input says of itself.
    private String detail() {
        return Objects.requireNonNull(health.parts().get("flow tank: level")).detail();
    }

    private static void await(List<String> list, Predicate<List<String>> wanted) {
        Awaitility.await().atMost(LIMIT).until(() -> wanted.test(List.copyOf(list)));
    }

    private static void await(List<String> list, List<String> wanted) {
        await(list, wanted::equals);
    }

    @Test
    void acknowledgesInOrderWhenTheRouteHasCompleted() throws Exception {
        var permits = new Semaphore(0);
        route(SMALL, (_, _) -> assertThat(permits.tryAcquire(10, SECONDS)).isTrue());
        take(0, 3);
        assertThat(acknowledged).isEmpty();

        permits.release(1);

        await(acknowledged, List.of("m0"));
        permits.release(2);
        await(acknowledged, texts(0, 3));
        assertThat(processed).isEqualTo(texts(0, 3));
        assertThat(messages.waiting()).isEmpty();
    }

    @Test
    void failureIsOnRecordWithItsMessageBeforeItIsAcknowledged() {
        route(
                SMALL,
                (text, _) -> {
                    if (text.equals("m1")) {
                        throw new IllegalStateException("no such lamp");
                    }
                });

        take(0, 3);

        await(acknowledged, all -> all.size() == 3);
        assertThat(processed).containsExactly("m0", "m2");
        FailedMessage record = messages.failed().newest(10).getFirst();
        assertThat(record.flow()).isEqualTo("tank");
        assertThat(record.reason()).isEqualTo("no such lamp");
        assertThat(record.message())
                .isEqualTo(MqttMessage.of("t", "m1".getBytes(UTF_8), Qos.AT_LEAST_ONCE, false));
        assertThat(messages.failed().count()).isEqualTo(1);
    }

    @Test
    void flowThatFallsBehindLetsGoOfTheConnectionAndLosesNothing() throws Exception {
        var gate = new CountDownLatch(1);
        route(SMALL, (_, _) -> assertThat(gate.await(10, SECONDS)).isTrue());
        take(0, 5);
        assertThat(acknowledged).isEmpty();

        time.advance(InputQueue.LAG);

        await(acknowledged, texts(0, 5));
        assertThat(messages.queue("inbox tank level").after(0, 10)).hasSize(5);
        take(5, 300);
        await(acknowledged, texts(0, 300));
        assertThat(processed).isEmpty();
        time.advance(InputQueue.LAG);
        assertThat(detail()).isEqualTo("behind: 300 messages wait on disk");
        gate.countDown();
        await(processed, texts(0, 300));
        Awaitility.await().atMost(LIMIT).until(() -> messages.waiting().isEmpty());
        time.advance(InputQueue.LAG);
        assertThat(health.parts()).doesNotContainKey("flow tank: level");
        assertThat(acknowledged).hasSize(300);

        take(300, 302);
        await(acknowledged, texts(0, 302));
        assertThat(counters.count("flow.to-disk", "tank")).isEqualTo(300);
    }

    @Test
    void whatARunLeftOnDiskComesFirstInTheNextAndIsMarked() throws Exception {
        var gate = new CountDownLatch(1);
        route(SMALL, (_, _) -> assertThat(gate.await(10, SECONDS)).isTrue());
        take(0, 40);
        time.advance(InputQueue.LAG);
        await(acknowledged, texts(0, 40));
        SqliteMessages formerMessages = messages;
        messages.close(); // as after a kill: nothing of what follows reaches the disk
        open();
        List<Boolean> marks = new CopyOnWriteArrayList<>();
        processed.clear();
        acknowledged.clear();

        route(
                SMALL,
                (_, exchange) ->
                        marks.add(exchange.getIn().getBody(MqttMessage.class).duplicate()));
        take(40, 42);

        await(processed, texts(0, 42));
        assertThat(marks.subList(0, 40)).containsOnly(true);
        assertThat(marks.subList(40, 42)).containsOnly(false);
        Awaitility.await().atMost(LIMIT).until(() -> messages.waiting().isEmpty());
        gate.countDown();
        formerMessages.close();
    }

    @Test
    void diskThatRefusesLeavesTheMessagesToTheBrokerUntilTheyAreProcessed() throws Exception {
        messages.close();
        messages = SmallDisk.messages(folder.resolve("small.db"), time, 20);
        var gate = new CountDownLatch(1);
        route(SMALL, (_, _) -> assertThat(gate.await(10, SECONDS)).isTrue());
        String big = "x".repeat(5000);
        for (int i = 0; i < 60; i++) {
            take("t", i + big, Qos.AT_LEAST_ONCE);
        }
        time.advance(InputQueue.LAG);
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> acknowledged.size() + counters.count("flow.not-kept", "tank") == 60);
        assertThat(acknowledged).hasSizeBetween(1, 59);

        gate.countDown();

        await(processed, IntStream.range(0, 60).mapToObj(i -> i + big).toList());
        await(acknowledged, all -> all.size() == 60);
    }

    @Test
    void fullShareOfTheDiskHoldsBackTheSender() throws Exception {
        var gate = new CountDownLatch(1);
        route(SMALL, (_, _) -> assertThat(gate.await(10, SECONDS)).isTrue());
        take(0, 5);
        time.advance(InputQueue.LAG);
        take(5, 600);
        await(acknowledged, texts(0, 500));
        assertThat(counters.count("flow.held-back", "tank")).isEqualTo(100);

        gate.countDown();

        await(processed, texts(0, 600));
        await(acknowledged, all -> all.size() == 600);
    }

    @Test
    void messageInWorkForTooLongIsOnRecordAndTheFlowGoesOn() throws Exception {
        var begun = new CountDownLatch(1);
        route(
                SMALL,
                (text, _) -> {
                    if (text.equals("m0")) {
                        begun.countDown();
                        new Semaphore(0).acquire();
                    }
                });
        take(0, 3);
        assertThat(begun.await(10, SECONDS)).isTrue();

        time.advance(Duration.ofSeconds(61));

        await(processed, texts(1, 3));
        await(acknowledged, all -> all.size() == 3);
        assertThat(messages.failed().newest(10))
                .singleElement()
                .satisfies(each -> {
                    assertThat(text(each.message())).isEqualTo("m0");
                    assertThat(each.reason()).contains("in work for more than 60 s");
                });
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> {
                    time.advance(InputQueue.LAG);
                    return health.isReady();
                });
    }

    @Test
    void flowThatHeedsNoInterruptIsToldAndKeepsItsMessagesOnDisk() throws Exception {
        var gate = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        route(
                SMALL,
                (text, _) -> {
                    begun.countDown();
                    while (text.equals("m0") && gate.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                });
        take(0, 30);
        assertThat(begun.await(10, SECONDS)).isTrue();
        time.advance(Duration.ofSeconds(61));
        await(acknowledged, all -> all.size() == 30);
        time.advance(InputQueue.LAG);
        assertThat(health.isReady()).isFalse();
        assertThat(detail()).startsWith("stuck");
        assertThat(processed).isEmpty();

        gate.countDown();

        await(processed, texts(0, 30));
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> {
                    time.advance(InputQueue.LAG);
                    return health.isReady();
                });
        assertThat(messages.failed().count()).isEqualTo(1);
    }

    private void floodQosZero(WhenFull whenFull) throws Exception {
        var gate = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        route(
                new InputConfig(
                        SMALL.timeLimit(),
                        whenFull,
                        SMALL.maxWaiting(),
                        SMALL.maxOnDisk(),
                        SMALL.maxFailed()),
                (_, _) -> {
                    begun.countDown();
                    assertThat(gate.await(10, SECONDS)).isTrue();
                });
        take("first", "m0", Qos.AT_MOST_ONCE);
        assertThat(begun.await(10, SECONDS)).isTrue();
        IntStream.range(1, 31).forEach(i -> take("t" + i % 4, "m" + i, Qos.AT_MOST_ONCE));
        take("last", "end", Qos.AT_LEAST_ONCE);

        gate.countDown();

        await(processed, all -> all.contains("end"));
    }

    @Test
    void dropsTheOldest() throws Exception {
        floodQosZero(WhenFull.DROP_OLDEST);

        var expected = new ArrayList<>(List.of("m0"));
        expected.addAll(texts(21, 31));
        expected.add("end");
        assertThat(processed).isEqualTo(expected);
        assertThat(counters.count("mqtt.dropped", "tank")).isEqualTo(20);
    }

    @Test
    void dropsTheNewest() throws Exception {
        floodQosZero(WhenFull.DROP_NEWEST);

        var expected = new ArrayList<>(texts(0, 11));
        expected.add("end");
        assertThat(processed).isEqualTo(expected);
        assertThat(counters.count("mqtt.dropped", "tank")).isEqualTo(20);
    }

    @Test
    void keepsTheLatestOfEachTopic() throws Exception {
        floodQosZero(WhenFull.LATEST_PER_TOPIC);

        assertThat(processed).containsExactly("m0", "m27", "m28", "m29", "m30", "end");
        assertThat(counters.count("mqtt.dropped", "tank")).isEqualTo(26);
    }

    @Test
    void messagesThatWaitForTheirPublishesLetTheNextBeginAndGoOnInOrder() {
        var published = new ConcurrentLinkedQueue<CompletableFuture<Void>>();
        List<String> after = new CopyOnWriteArrayList<>();
        route(
                SMALL,
                new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        var stage = new CompletableFuture<Void>();
                        processed.add(text(exchange));
                        MessageRun.await(
                                exchange,
                                stage,
                                time,
                                _ -> {
                                    after.add(text(exchange));
                                    callback.done(false);
                                });
                        published.add(stage);
                        return false;
                    }
                });

        take(0, 8);

        await(processed, texts(0, 8));
        assertThat(acknowledged).isEmpty();
        published.forEach(stage -> stage.complete(null));
        await(acknowledged, texts(0, 8));
        assertThat(after).isEqualTo(texts(0, 8));
    }

    @Test
    void routeThatContinuesElsewhereTakesOneMessageAtATime() {
        var waiting = new ConcurrentLinkedQueue<AsyncCallback>();
        route(
                SMALL,
                new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        processed.add(text(exchange));
                        waiting.add(callback);
                        return false;
                    }
                });
        take(0, 3);

        for (int i = 1; i <= 3; i++) {
            await(processed, texts(0, i));
            assertThat(waiting).hasSize(1);
            waiting.remove().done(false);
        }

        await(acknowledged, texts(0, 3));
    }

    @Test
    void stoppingEndsWhatIsInWorkAndWhatMayBeLostAndLeavesTheRest() throws Exception {
        var gate = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        route(
                SMALL,
                (_, _) -> {
                    begun.countDown();
                    assertThat(gate.await(10, SECONDS)).isTrue();
                });
        take(0, 2);
        take("t", "zero", Qos.AT_MOST_ONCE);
        assertThat(begun.await(10, SECONDS)).isTrue();

        Thread stopping =
                Thread.startVirtualThread(() -> opened.getLast().close(Duration.ofSeconds(5)));
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        gate.countDown();

        assertThat(stopping.join(LIMIT)).isTrue();
        assertThat(processed).containsExactly("m0", "zero");
        assertThat(acknowledged).containsExactly("m0", "zero");
    }

    @Test
    void fewLargeMessagesDoNotFillTheMemory() throws Exception {
        var gate = new CountDownLatch(1);
        route(InputConfig.DEFAULT, (_, _) -> assertThat(gate.await(10, SECONDS)).isTrue());
        String large = "x".repeat(1_000_000);
        for (int i = 0; i < 12; i++) {
            take("t", i + large, Qos.AT_MOST_ONCE);
        }
        assertThat(counters.count("mqtt.dropped", "tank")).isBetween(6L, 8L);
        for (int i = 12; i < 24; i++) {
            take("t", i + large, Qos.AT_LEAST_ONCE);
        }
        await(acknowledged, all -> all.size() >= 12);

        gate.countDown();

        await(
                processed,
                all -> all.containsAll(IntStream.range(12, 24).mapToObj(i -> i + large).toList()));
    }

    @Test
    void whatARouteThrowsPastCamelIsAFailureToo() {
        route(
                SMALL,
                new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        if (text(exchange).equals("m0")) {
                            throw new StackOverflowError("too deep");
                        }
                        processed.add(text(exchange));
                        callback.done(true);
                        return true;
                    }
                });

        take(0, 3);

        await(processed, texts(1, 3));
        await(acknowledged, all -> all.size() == 3);
        assertThat(messages.failed().newest(1).getFirst().reason()).isEqualTo("too deep");
    }

    @Test
    void messagesOfARemovedFlowAreNamed() throws Exception {
        MqttInputs inputs = route(SMALL, (_, _) -> {});
        MessageQueue left = messages.queue("inbox gone watering");
        left.append(MqttMessage.of("t", new byte[0], Qos.AT_LEAST_ONCE, false))
                .kept()
                .toCompletableFuture()
                .get(5, SECONDS);

        assertThat(inputs.unclaimed()).hasSize(1).containsEntry("gone watering", 1L);
    }

    private static final MqttMessage FAILED =
            MqttMessage.of("t", "again".getBytes(UTF_8), Qos.AT_MOST_ONCE, true);

    private static Attempt attempt(CompletionStage<Attempt> stage) throws Exception {
        return stage.toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void aFailedMessageGoesThroughItsRouteOnceMoreAsADuplicate() throws Exception {
        var seen = new ConcurrentLinkedQueue<MqttMessage>();
        MqttInputs inputs =
                route(
                        SMALL,
                        (_, exchange) -> seen.add(exchange.getIn().getBody(MqttMessage.class)));
        var safe = new CountDownLatch(1);

        Attempt attempt = attempt(inputs.resend("tank", "level", FAILED, safe::countDown));

        assertThat(attempt).isEqualTo(Attempt.DONE);
        assertThat(safe.await(10, SECONDS)).isTrue();
        assertThat(seen).containsExactly(FAILED.asDuplicate());
        assertThat(messages.failed().count()).isZero();
    }

    @Test
    void oneThatFailsAgainIsOnRecordAgainBeforeTheFormerRecordMayGo() throws Exception {
        MqttInputs inputs =
                route(
                        SMALL,
                        (_, _) -> {
                            throw new IllegalStateException("still no lamp");
                        });
        var onRecord = new CompletableFuture<Long>();

        Attempt attempt =
                attempt(
                        inputs.resend(
                                "tank",
                                "level",
                                FAILED,
                                () -> onRecord.complete(messages.failed().count())));

        assertThat(attempt.state()).isEqualTo(Attempt.State.FAILED);
        assertThat(attempt.reason()).contains("still no lamp");
        assertThat(onRecord.get(10, SECONDS)).isEqualTo(1);
        assertThat(messages.failed().newest(1).getFirst().route()).isEqualTo("level");
    }

    @Test
    void aFailedMessageWhoseRouteIsGoneIsRefusedWithTheReason() {
        MqttInputs inputs = route(SMALL, (_, _) -> {});

        assertThatThrownBy(() -> inputs.resend("tank", "old-level", FAILED, () -> {}))
                .hasMessage("no route of tank takes messages on t any more");
        assertThatThrownBy(() -> inputs.resend("lamp", "level", FAILED, () -> {}))
                .hasMessageContaining("no route of lamp");
        assertThat(processed).isEmpty();
    }
}

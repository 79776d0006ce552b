package io.serai.link.publish;

import static io.serai.link.LinkContract.SOON;
import static io.serai.link.LinkContract.awaitSubscribed;
import static io.serai.link.LinkContract.away;
import static io.serai.link.LinkContract.numbers;
import static io.serai.link.LinkContract.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.serai.link.House;
import io.serai.link.House.Ear;
import io.serai.link.OutboxProcess;
import io.serai.link.SlowDisk;
import io.serai.link.settings.LinkConfig;
import io.serai.link.settings.OutboxConfig;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.Qos;
import io.serai.mqtt.Will;
import io.serai.store.FailedMessage;
import io.serai.store.MemoryStore;
import io.serai.store.SqliteMessages;
import io.serai.testing.Mosquitto;
import io.serai.testing.TcpProxy;
import io.serai.time.SystemTimekeeper;
import io.serai.time.Timekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What is published while a broker is away, at a real Mosquitto that is stopped and started.
class OutboxTest {

    private static final OutboxConfig FAST =
            new OutboxConfig(100_000, Duration.ZERO, OutboxConfig.WhenFull.DROP_OLDEST, 0);

    @TempDir Path folder;
    private final SystemTimekeeper time = new SystemTimekeeper();
    private Mosquitto broker;
    private SqliteMessages messages;

    @BeforeEach
    void startBroker() throws Exception {
        // With a window, 2.0.11 turns messages round when QoS 1 and 2 come to one client.
        broker = Mosquitto.started(folder, "max_inflight_messages 0");
        messages = SqliteMessages.open(folder.resolve("messages.db"), time, 10);
    }

    @AfterEach
    void stopBroker() {
        messages.close();
        broker.close();
        time.close();
    }

    private House sender(OutboxConfig outbox) {
        return sender(broker.url(), outbox);
    }

    /// Started, whether or not its broker is there.
    private House sender(String url, OutboxConfig outbox) {
        House sender = idle(url, outbox);
        sender.link();
        sender.links.start();
        return sender;
    }

    private House idle(String url, OutboxConfig outbox) {
        return new House(House.usual(url, "sender").outbox(outbox).build(), messages);
    }

    /// A way to a broker that is there, closed for now. (A stopped one drops QoS 0 for its receivers.)
    private static TcpProxy refusing(int brokerPort) throws IOException {
        var proxy = new TcpProxy(brokerPort);
        proxy.refuse(true);
        return proxy;
    }

    /// Subscribed to `a` in a session that the broker keeps.
    private House receiver() {
        return new House(House.config(broker.url(), "receiver"), new MemoryStore());
    }

    private static List<CompletableFuture<Void>> publishNumbers(
            House house, int from, int to, Qos... levels) {
        return IntStream.range(from, to)
                .mapToObj(i -> publish(house.link(), "a", "" + i, levels[i % levels.length]))
                .toList();
    }

    /// Leaves the first numbers in the outbox, as an earlier run that never had its broker.
    private void leaveNumbers(String url, int count, Qos qos) {
        List<CompletableFuture<Void>> sent;
        try (var former = new House(House.config(url, "former"), messages)) {
            sent = publishNumbers(former, 0, count, qos);
        }
        awaitAll(sent);
    }

    private static void awaitAll(List<CompletableFuture<Void>> sent) {
        assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)))
                .succeedsWithin(SOON);
    }

    private static void awaitTexts(Ear ear, List<String> texts) {
        await().atMost(SOON).until(() -> ear.texts().size() >= texts.size());
        assertThat(ear.texts()).isEqualTo(texts);
    }

    @Test
    void withoutABrokerAtTheStartFlowsGoOnAndEveryQosArrivesInOrder() throws Exception {
        try (var proxy = refusing(broker.port());
                var receiver = receiver();
                var sender = sender(proxy.url(), FAST)) {
            var ear = new Ear(receiver.link(), "a", Qos.EXACTLY_ONCE);
            receiver.connected();
            awaitSubscribed(receiver);

            awaitAll(publishNumbers(sender, 0, 200, Qos.values()));

            assertThat(sender.count("mqtt.outbox-kept")).isEqualTo(200);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(sender.health.parts().toString())
                                    .contains("200 messages wait"));
            proxy.refuse(false);
            await().atMost(SOON).until(() -> ear.messages.size() == 200);
            for (Qos qos : Qos.values()) { // Mosquitto keeps the order of each only
                assertThat(ear.messages)
                        .filteredOn(message -> message.qos() == qos)
                        .extracting(message -> new String(message.payload(), UTF_8))
                        .isEqualTo(
                                numbers(200).stream()
                                        .filter(i -> Integer.parseInt(i) % 3 == qos.level())
                                        .toList());
            }
            await().atMost(SOON).until(() -> sender.count("mqtt.outbox-sent") == 200);
            await().atMost(SOON)
                    .until(() -> !sender.health.parts().toString().contains("messages wait"));
            assertThat(messages.waiting()).isEmpty();
        }
    }

    @Test
    void whatTheBrokerDidNotAcknowledgeIsKeptBeforeWhatCameLater() throws Exception {
        try (var receiver = receiver();
                var sender = sender(FAST).connected()) {
            var ear = new Ear(receiver.link(), "a", Qos.AT_LEAST_ONCE);
            receiver.connected();
            awaitSubscribed(receiver);
            List<CompletableFuture<Void>> sent = new ArrayList<>();

            sent.addAll(publishNumbers(sender, 0, 500, Qos.AT_LEAST_ONCE));
            sent.get(20).get(10, TimeUnit.SECONDS);
            broker.stop();
            sent.addAll(publishNumbers(sender, 500, 1000, Qos.AT_LEAST_ONCE));
            awaitAll(sent);
            broker.start();

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ear.texts().stream().distinct()).hasSize(1000));
            assertThat(ear.texts().stream().distinct()).isEqualTo(numbers(1000));
            // What the broker itself delivers again is marked; the rest is ours, one window at
            // most.
            assertThat(ear.messages)
                    .filteredOn(message -> !message.duplicate())
                    .hasSizeLessThanOrEqualTo(1020);
        }
    }

    @Test
    void connectedPublishesDoNotTouchTheDisk() throws Exception {
        try (var sender = sender(FAST).connected()) {
            awaitAll(publishNumbers(sender, 0, 1000, Qos.values()));

            assertThat(sender.counters.all().keySet())
                    .noneMatch(name -> name.startsWith("mqtt.outbox"));
        }
    }

    @Test
    void newPublishNeverOvertakesWhatWaits() throws Exception {
        var slow = new OutboxConfig(1000, Duration.ZERO, OutboxConfig.WhenFull.REFUSE, 400);
        try (var proxy = refusing(broker.port());
                var receiver = receiver();
                var sender = sender(proxy.url(), slow)) {
            var ear = new Ear(receiver.link(), "a", Qos.AT_LEAST_ONCE);
            receiver.connected();
            awaitSubscribed(receiver);
            awaitAll(publishNumbers(sender, 0, 200, Qos.AT_LEAST_ONCE));

            proxy.refuse(false);
            await().atMost(SOON).until(() -> !ear.messages.isEmpty());
            awaitAll(publishNumbers(sender, 200, 300, Qos.AT_LEAST_ONCE));

            assertThat(ear.messages).hasSizeLessThan(250); // the inputQueue is not out yet
            awaitTexts(ear, numbers(300));
            await().atMost(SOON).until(() -> sender.count("mqtt.outbox-sent") == 300);
            awaitAll(publishNumbers(sender, 300, 301, Qos.AT_LEAST_ONCE));
            assertThat(sender.count("mqtt.outbox-kept")).isEqualTo(300);
        }
    }

    @Test
    void steadyTrafficLeavesTheDiskAsSoonAsWhatWaitsThereIsSent() throws Exception {
        leaveNumbers(broker.url(), 500, Qos.AT_LEAST_ONCE);
        var config = House.usual(broker.url(), "sender").outbox(OutboxConfig.DEFAULT).build();
        var disk = new SlowDisk(messages, time, Duration.ofMillis(30));
        try (var sender = new House(config, disk).connected()) {
            var published = new AtomicInteger();
            Timekeeper.Task traffic =
                    time.scheduleEvery(
                            Duration.ZERO,
                            Duration.ofMillis(1),
                            () -> {
                                for (CompletableFuture<Void> sent :
                                        publishNumbers(sender, 0, 5, Qos.AT_LEAST_ONCE)) {
                                    var _ = sent.thenRun(published::incrementAndGet);
                                }
                            });
            await().atMost(SOON).until(() -> sender.count("mqtt.outbox-kept") > 0);
            var kept = new AtomicLong();
            var before = new AtomicInteger();

            // A thousand more, and not one of them by way of the disk.
            await().atMost(SOON)
                    .until(() -> {
                        long now = sender.count("mqtt.outbox-kept");
                        if (kept.getAndSet(now) != now) {
                            before.set(published.get());
                        }
                        return published.get() > before.get() + 1000;
                    });

            traffic.cancel();
        }
    }

    @Test
    void replayThatIsCutAgainAndAgainLosesAndDoublesNothingAtQosTwo() throws Exception {
        var proxy = new TcpProxy(broker.port());
        leaveNumbers(proxy.url(), 1500, Qos.EXACTLY_ONCE);
        try (proxy;
                var receiver = receiver();
                var sender = idle(proxy.url(), FAST)) {
            var ear = new Ear(receiver.link(), "a", Qos.EXACTLY_ONCE);
            receiver.connected();
            awaitSubscribed(receiver);

            sender.connected();
            for (int seen = 300; seen <= 900; seen += 300) {
                int enough = seen;
                await().atMost(SOON)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> ear.messages.size() >= enough);
                proxy.cut();
            }

            await().atMost(SOON).until(() -> sender.count("mqtt.outbox-sent") == 1500);
            awaitTexts(ear, numbers(1500));
        }
    }

    @Test
    void killedInMidReplayTheGatewayLosesNothingItHasTaken() throws Exception {
        try (var receiver = receiver()) {
            var ear = new Ear(receiver.link(), "a", Qos.AT_LEAST_ONCE);
            receiver.connected();
            awaitSubscribed(receiver);
            broker.stop();
            messages.close();
            int taken;
            try (var gateway = OutboxProcess.publishing(broker.url(), file())) {
                await().atMost(Duration.ofSeconds(30)).until(() -> gateway.taken() > 1000);
                broker.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> ear.messages.size() > 100);
                gateway.kill();
                taken = gateway.taken();
            }

            messages = SqliteMessages.open(file(), time, 10);
            long left = messages.queue("outbox " + broker.url()).count();
            assertThat(left).isPositive();
            try (var next = sender(FAST).connected()) {
                await().atMost(SOON).until(() -> next.count("mqtt.outbox-sent") == left);
                await().atMost(SOON).until(() -> ear.texts().stream().distinct().count() >= taken);
                List<String> distinct = ear.texts().stream().distinct().toList();
                assertThat(distinct).isEqualTo(numbers(distinct.size()));
            }
        }
    }

    @Test
    void processEndsDuringAnOutage() throws Exception {
        broker.stop();
        messages.close();

        try (var gateway = OutboxProcess.publishing(broker.url(), file())) {
            await().atMost(Duration.ofSeconds(30)).until(() -> gateway.taken() > 10);
            gateway.end();

            assertThat(gateway.exitCode()).succeedsWithin(SOON).isEqualTo(0);
        }
        messages = SqliteMessages.open(file(), time, 10);
        assertThat(messages.waiting()).hasSize(1);
    }

    private Path file() {
        return folder.resolve("messages.db");
    }

    @Test
    void closedWithMessagesOnTheirWayTheNextRunSendsThem() throws Exception {
        LinkConfig config;
        try (var proxy = new TcpProxy(broker.port());
                var receiver = receiver()) {
            var ear = new Ear(receiver.link(), "a", Qos.AT_LEAST_ONCE);
            receiver.connected();
            awaitSubscribed(receiver);
            config = House.usual(proxy.url(), "sender").outbox(FAST).build();
            List<CompletableFuture<Void>> sent;
            try (var sender = new House(config, messages).connected()) {
                proxy.silence(true);
                sent = publishNumbers(sender, 0, 100, Qos.AT_LEAST_ONCE);
            }
            assertThat(sent).allMatch(each -> each.isDone() && !each.isCompletedExceptionally());
            proxy.silence(false);

            try (var next = new House(config, messages).connected()) {
                await().atMost(SOON).until(() -> next.count("mqtt.outbox-sent") == 100);
                awaitTexts(ear, numbers(100));
            }
        }
    }

    @Test
    void closingLeavesWhatWaitsOnDiskAndStillSaysGoodbye() throws Exception {
        var slow = new OutboxConfig(1000, Duration.ZERO, OutboxConfig.WhenFull.REFUSE, 20);
        var will =
                Will.of(
                        House.message("gate", "offline", Qos.AT_LEAST_ONCE, false),
                        Optional.empty());
        ConnectionSpec spec = House.client("gate", Optional.of(will), Optional.empty());
        try (var proxy = refusing(broker.port());
                var receiver = receiver()) {
            var ear = new Ear(receiver.link(), "gate", Qos.AT_LEAST_ONCE);
            receiver.connected();
            awaitSubscribed(receiver);
            try (var sender = sender(proxy.url(), slow)) {
                MqttLink link = sender.links.link(spec);
                awaitAll(
                        IntStream.range(0, 500)
                                .mapToObj(i -> publish(link, "a", "" + i, Qos.AT_LEAST_ONCE))
                                .toList());
                proxy.refuse(false);
                await().atMost(SOON).until(() -> link.status() instanceof LinkStatus.Connected);
            }

            awaitTexts(ear, List.of("offline"));
            assertThat(messages.queue("outbox " + proxy.url() + " as gate").count())
                    .isBetween(400L, 500L);
        }
    }

    @Test
    void whatTheBrokerWillNotHaveLeavesTheOutboxForTheRecord() throws Exception {
        broker.stop();
        Path strictFolder = Files.createDirectory(folder.resolve("strict"));
        try (var strict = Mosquitto.started(strictFolder, "max_packet_size 2000")) {
            LinkConfig config = House.usual(strict.url(), "sender").outbox(FAST).build();
            List<CompletableFuture<Void>> sent;
            try (var before = new House(config, messages)) {
                sent =
                        Stream.of("x".repeat(3000), "y")
                                .map(text -> publish(before.link(), "a", text, Qos.AT_LEAST_ONCE))
                                .toList();
            }
            awaitAll(sent);

            try (var sender = new House(config, messages, messages.failed())) {
                var ear = new Ear(sender.link(), "a", Qos.AT_LEAST_ONCE);
                sender.connected();

                await().atMost(SOON).until(() -> ear.texts().contains("y"));
                await().atMost(SOON).until(() -> messages.failed().count() == 1);
                FailedMessage record = messages.failed().newest(1).getFirst();
                assertThat(record.message().payload()).hasSize(3000);
                assertThat(record.reason()).contains("too large for the broker");
                await().atMost(SOON).until(() -> messages.waiting().isEmpty());
            }
        }
    }

    @Test
    void brokerThatFallsSilentIsAwayLongBeforeItsConnectionIsTakenForDead() throws Exception {
        try (var proxy = new TcpProxy(broker.port());
                var receiver = receiver();
                var sender = sender(proxy.url(), FAST).connected()) {
            var ear = new Ear(receiver.link(), "a", Qos.AT_LEAST_ONCE);
            receiver.connected();
            awaitSubscribed(receiver);
            proxy.silence(true);

            awaitAll(publishNumbers(sender, 0, 100, Qos.AT_LEAST_ONCE));
            proxy.cut();
            proxy.silence(false);

            awaitTexts(ear, numbers(100));
        }
    }

    @Test
    void shortBreakIsBridgedInMemory() throws Exception {
        try (var proxy = new TcpProxy(broker.port());
                var receiver = receiver();
                var sender = sender(proxy.url(), FAST).connected()) {
            var ear = new Ear(receiver.link(), "a", Qos.EXACTLY_ONCE);
            receiver.connected();
            awaitSubscribed(receiver);

            proxy.cut();
            awaitAll(publishNumbers(sender, 0, 100, Qos.EXACTLY_ONCE));

            awaitTexts(ear, numbers(100));
            assertThat(sender.count("mqtt.outbox-kept")).isZero();
        }
    }

    @Test
    void publishesCompleteInTheOrderOfTheirCalls() throws Exception {
        try (var proxy = new TcpProxy(broker.port());
                var sender = sender(proxy.url(), FAST).connected()) {
            List<Integer> order = new CopyOnWriteArrayList<>();

            for (int i = 0; i < 600; i++) {
                int number = i;
                Qos qos = i % 3 == 0 ? Qos.EXACTLY_ONCE : Qos.of(i % 2);
                var _ = publish(sender.link(), "a", "" + i, qos).thenRun(() -> order.add(number));
                if (i == 300) {
                    away(sender, proxy);
                }
                if (i == 500) {
                    await().atMost(SOON).until(() -> sender.count("mqtt.outbox-kept") > 0);
                    proxy.refuse(false);
                }
            }

            await().atMost(SOON).until(() -> order.size() == 600);
            assertThat(order).isSorted();
        }
    }

    @Test
    void outboxOfABrokerThatNoFlowUsesIsKept() throws Exception {
        broker.stop();
        try (var sender = sender(FAST)) {
            awaitAll(publishNumbers(sender, 0, 3, Qos.AT_LEAST_ONCE));
        }
        try (var other = sender("tcp://127.0.0.1:1", FAST)) {
            assertThat(other.link().status()).isNotInstanceOf(LinkStatus.Connected.class);
        }

        assertThat(messages.waiting()).containsExactly("outbox " + broker.url());
    }
}

package io.serai.link;

import static io.serai.link.LinkContract.SOON;
import static io.serai.link.LinkContract.awaitSubscribed;
import static io.serai.link.LinkContract.numbers;
import static io.serai.link.LinkContract.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.link.House.Ear;
import io.serai.link.publish.ReplayRate;
import io.serai.link.settings.LinkConfig;
import io.serai.link.settings.OutboxConfig;
import io.serai.link.settings.OutboxConfig.WhenFull;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.store.MessageQueues;
import io.serai.store.SmallDisk;
import io.serai.testing.Mosquitto;
import io.serai.testing.TcpProxy;
import io.serai.time.SystemTimekeeper;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/// How much the outbox keeps, for how long, and how fast it is sent.
class OutboxLimitsTest {

    @TempDir Path folder;
    private final SystemTimekeeper time = new SystemTimekeeper();
    private final MemoryMessages memory = new MemoryMessages(time);
    private Mosquitto broker;
    private TcpProxy proxy;
    private House receiver;
    private Ear ear;

    /// The broker is there, but whoever goes through the proxy finds it away.
    @BeforeEach
    void startBroker() throws Exception {
        broker = Mosquitto.started(folder);
        proxy = new TcpProxy(broker.port());
        proxy.refuse(true);
        receiver = new House(House.config(broker.url(), "receiver"), new MemoryStore());
        ear = new Ear(receiver.link(), "a", Qos.AT_LEAST_ONCE);
        receiver.connected();
        awaitSubscribed(receiver);
    }

    @AfterEach
    void stopBroker() throws Exception {
        receiver.close();
        proxy.close();
        broker.close();
        time.close();
    }

    private LinkConfig config(OutboxConfig outbox) {
        return House.usual(proxy.url(), "sender").outbox(outbox).build();
    }

    private House sender(OutboxConfig outbox, MessageQueues messages) {
        var sender = new House(config(outbox), messages);
        sender.link();
        sender.links.start();
        return sender;
    }

    private static OutboxConfig limitedTo(int messages, WhenFull whenFull) {
        return new OutboxConfig(messages, Duration.ZERO, whenFull, 0);
    }

    private static List<CompletableFuture<Void>> publishNumbers(MqttLink link, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> publish(link, "a", "" + i, Qos.AT_LEAST_ONCE))
                .toList();
    }

    private static void awaitAll(List<CompletableFuture<Void>> sent) {
        assertThat(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)))
                .succeedsWithin(SOON);
    }

    private static void assertRefused(CompletableFuture<Void> publish, String... words) {
        assertThat(publish)
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(MqttLinkException.class)
                .satisfies(failure -> assertThat(failure).hasMessageContainingAll(words));
    }

    private void awaitTexts(List<String> texts) {
        await().atMost(SOON).until(() -> ear.messages.size() >= texts.size());
        assertThat(ear.texts()).isEqualTo(texts);
    }

    @Test
    void fullOutboxDropsTheOldestOneByOne() {
        try (var sender = sender(limitedTo(100, WhenFull.DROP_OLDEST), memory)) {
            awaitAll(publishNumbers(sender.link(), 0, 1000));

            await().atMost(SOON).until(() -> sender.count("mqtt.outbox-dropped") == 900);
            proxy.refuse(false);
            awaitTexts(numbers(1000).subList(900, 1000));
            await().atMost(SOON).until(() -> sender.count("mqtt.outbox-sent") == 100);
        }
    }

    @Test
    void fullOutboxThatRefusesKeepsWhatItHasAndTakesAgainWhenThereIsRoom() {
        try (var sender = sender(limitedTo(100, WhenFull.REFUSE), memory)) {
            List<CompletableFuture<Void>> sent = publishNumbers(sender.link(), 0, 150);

            awaitAll(sent.subList(0, 100));
            sent.subList(100, 150).forEach(each -> assertRefused(each, "outbox.max-messages"));
            assertThat(sender.count("mqtt.outbox-refused")).isEqualTo(50);
            proxy.refuse(false);
            awaitTexts(numbers(100));
            awaitAll(publishNumbers(sender.link(), 100, 101));
            awaitTexts(numbers(101));
        }
    }

    @Test
    void fullDiskFailsThePublishKeepsTheRestAndRecovers() {
        try (var disk = SmallDisk.messages(folder.resolve("small.db"), time, 60);
                var sender = sender(limitedTo(100_000, WhenFull.DROP_OLDEST), disk)) {
            List<CompletableFuture<Void>> sent =
                    IntStream.range(0, 50)
                            .mapToObj(i ->
                                    publish(
                                            sender.link(),
                                            "a",
                                            "x".repeat(10_000) + i,
                                            Qos.AT_LEAST_ONCE))
                            .toList();

            await().atMost(SOON).until(() -> sent.stream().allMatch(CompletableFuture::isDone));
            List<CompletableFuture<Void>> refused =
                    sent.stream().filter(CompletableFuture::isCompletedExceptionally).toList();
            assertThat(refused).hasSizeBetween(1, 49);
            refused.forEach(each -> assertRefused(each, "the outbox cannot take", "small.db"));
            assertThat(sender.count("mqtt.outbox-failed")).isEqualTo(refused.size());
            await().atMost(SOON)
                    .until(() -> sender.health.parts().toString().contains("cannot be written"));

            proxy.refuse(false);
            await().atMost(SOON).until(() -> ear.messages.size() == sent.size() - refused.size());
            await().atMost(SOON).until(() -> sender.health.isReady());
            proxy.refuse(true);
            assertThat(disk.waiting()).isEmpty();
        }
    }

    @Test
    void whatIsTooOldIsNotSent() {
        var clock = new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
        var counters = new Counters();
        var outbox = new OutboxConfig(100, Duration.ofMinutes(1), WhenFull.DROP_OLDEST, 0);
        try (var links = links(outbox, clock, counters)) {
            MqttLink link = links.link(ConnectionSpec.SHARED);
            links.start();
            awaitInVirtualTime(clock, publishNumbers(link, 0, 10));
            clock.advance(Duration.ofSeconds(40));
            awaitInVirtualTime(clock, publishNumbers(link, 10, 20));
            clock.advance(Duration.ofSeconds(30));

            proxy.refuse(false);

            awaitInVirtualTime(clock, () -> ear.messages.size() == 10);
            assertThat(ear.texts()).isEqualTo(numbers(20).subList(10, 20));
            assertThat(counters.count("mqtt.outbox-expired", link.name())).isEqualTo(10);
        }
    }

    @Test
    void messagesAreNotOldBecauseTheClockWasSet() {
        var outbox = new OutboxConfig(100, Duration.ofHours(1), WhenFull.DROP_OLDEST, 0);
        var before = new VirtualTimekeeper(Instant.EPOCH);
        List<CompletableFuture<Void>> sent;
        try (var links = links(outbox, before, new Counters())) {
            sent = publishNumbers(links.link(ConnectionSpec.SHARED), 0, 10);
        }
        awaitAll(sent);
        proxy.refuse(false);

        var after = new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
        try (var links = links(outbox, after, new Counters())) {
            links.link(ConnectionSpec.SHARED);
            links.start();

            awaitInVirtualTime(after, () -> ear.messages.size() == 10);
            assertThat(ear.texts()).isEqualTo(numbers(10));
        }
    }

    private Links links(OutboxConfig outbox, VirtualTimekeeper clock, Counters counters) {
        return new Links(
                config(outbox), clock, new MemoryStore(), memory, memory, new Health(), counters);
    }

    private static void awaitInVirtualTime(
            VirtualTimekeeper clock, List<CompletableFuture<Void>> sent) {
        awaitInVirtualTime(clock, () -> sent.stream().allMatch(CompletableFuture::isDone));
        awaitAll(sent);
    }

    private static void awaitInVirtualTime(VirtualTimekeeper clock, Callable<Boolean> condition) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    clock.advance(Duration.ofMillis(10));
                    return condition.call();
                });
    }

    @Test
    void whatWaitsIsSentAtTheRateThatIsSet() {
        var clock = new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
        var outbox = new OutboxConfig(1000, Duration.ZERO, WhenFull.DROP_OLDEST, 100);
        try (var links = links(outbox, clock, new Counters())) {
            MqttLink link = links.link(ConnectionSpec.SHARED);
            links.start();
            awaitInVirtualTime(clock, publishNumbers(link, 0, 300));
            proxy.refuse(false);
            awaitInVirtualTime(clock, () -> !ear.messages.isEmpty());
            long begin = clock.nanos();

            awaitInVirtualTime(clock, () -> ear.messages.size() == 300);

            assertThat(Duration.ofNanos(clock.nanos() - begin))
                    .isGreaterThan(Duration.ofMillis(2800));
            assertThat(ear.texts()).isEqualTo(numbers(300));
        }
    }

    @Test
    void eachNewMessageLetsOneMoreGo() {
        var rate = new ReplayRate(10, 0);
        long now = Duration.ofMillis(100).toNanos();
        assertThat(rate.allows(now)).isTrue();
        rate.take();
        assertThat(rate.allows(now)).isFalse();
        assertThat(rate.pause()).isEqualTo(Duration.ofMillis(100));

        rate.join();
        assertThat(rate.allows(now)).isTrue();
        rate.take();

        assertThat(rate.allows(now)).isFalse();
        assertThat(rate.allows(now + rate.pause().toNanos())).isTrue();
    }
}

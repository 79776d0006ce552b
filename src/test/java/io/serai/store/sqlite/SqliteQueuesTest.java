package io.serai.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.MqttProperties.UserProperty;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;
import io.serai.store.Changes;
import io.serai.store.FailedMessage;
import io.serai.store.MessageQueue;
import io.serai.store.StoreException;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

class SqliteQueuesTest {

    @TempDir private Path folder;
    private final SystemTimekeeper time = new SystemTimekeeper();
    private SqliteStore messages;

    @BeforeEach
    void open() {
        messages = SqliteStore.open(folder.resolve("messages.db"), time, 3);
    }

    @AfterEach
    void close() {
        messages.close();
        time.close();
    }

    private void reopen() {
        messages.close();
        open();
    }

    private static MqttMessage message(String topic, String text) {
        return MqttMessage.of(topic, text.getBytes(UTF_8), Qos.AT_LEAST_ONCE, false);
    }

    private static List<String> texts(MessageQueue queue) {
        return queue.after(0, 1000).stream()
                .map(each -> new String(each.message().payload(), UTF_8))
                .toList();
    }

    private void append(String queue, String text) throws Exception {
        messages.queue(queue)
                .append(message("t", text))
                .kept()
                .toCompletableFuture()
                .get(5, SECONDS);
    }

    @Test
    void waitsInOrderAcrossARestart() throws Exception {
        List<CompletableFuture<Void>> kept =
                IntStream.range(0, 500)
                        .mapToObj(i ->
                                messages.queue("a")
                                        .append(message("t/" + i, "m" + i))
                                        .kept()
                                        .toCompletableFuture())
                        .toList();
        append("b", "other");
        CompletableFuture.allOf(kept.toArray(CompletableFuture[]::new)).get(5, SECONDS);

        reopen();

        assertThat(texts(messages.queue("a")))
                .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "m" + i).toList());
        assertThat(messages.queue("a").count()).isEqualTo(500);
        assertThat(messages.waiting()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void everyPartOfAMessageComesBack() throws Exception {
        var whole =
                new MqttMessage(
                        message("a/ü", "").topic(),
                        new byte[] {0, -1, 127},
                        Qos.EXACTLY_ONCE,
                        true,
                        true,
                        new MqttProperties(
                                Optional.of(new TopicName("answers/ü")),
                                Optional.of(new byte[] {0, 1, -1}),
                                Optional.of("application/json"),
                                Optional.of(Duration.ofSeconds(4_294_967_295L)),
                                true,
                                List.of(
                                        new UserProperty("unit", "°C"),
                                        new UserProperty("", ""),
                                        new UserProperty("unit", "K"))));
        Instant before = Instant.now().minusMillis(1);

        messages.queue("a").append(whole).kept().toCompletableFuture().get(5, SECONDS);
        reopen();

        MessageQueue.Waiting back = messages.queue("a").after(0, 1).getFirst();
        assertThat(back.message()).isEqualTo(whole);
        assertThat(back.since()).isBetween(before, Instant.now());
    }

    @Test
    void removedMessagesStayAway() throws Exception {
        for (int i = 0; i < 4; i++) {
            append("a", "m" + i);
        }
        for (MessageQueue.Waiting each : messages.queue("a").after(0, 2)) {
            messages.queue("a").remove(each.id());
        }

        reopen();

        assertThat(texts(messages.queue("a"))).containsExactly("m2", "m3");
        assertThat(messages.queue("a").count()).isEqualTo(2);
        append("a", "m4");
        assertThat(texts(messages.queue("a"))).containsExactly("m2", "m3", "m4");
    }

    @Test
    void readsOnFromWhereItWas() throws Exception {
        for (int i = 0; i < 5; i++) {
            append("a", "m" + i);
        }
        List<MessageQueue.Waiting> first = messages.queue("a").after(0, 2);

        List<MessageQueue.Waiting> next = messages.queue("a").after(first.getLast().id(), 10);

        assertThat(next).hasSize(3);
        assertThat(next.getFirst().message()).isEqualTo(message("t", "m2"));
    }

    @Test
    void failuresAreOnRecordTheNewestFirstAndTheOldestForgotten() throws Exception {
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        for (int i = 0; i < 5; i++) {
            messages.failed()
                    .add(
                            new FailedMessage(
                                    now,
                                    "tank",
                                    "level",
                                    "tank.yaml:" + i,
                                    "no",
                                    message("t", "m")))
                    .toCompletableFuture()
                    .get(5, SECONDS);
        }
        assertThat(messages.failed().forgotten()).isEqualTo(2);

        reopen();

        assertThat(messages.failed().newest(10))
                .extracting(FailedMessage::place)
                .containsExactly("tank.yaml:4", "tank.yaml:3", "tank.yaml:2");
        assertThat(messages.failed().newest(1))
                .containsExactly(
                        new FailedMessage(
                                now, "tank", "level", "tank.yaml:4", "no", message("t", "m")));
        assertThat(messages.failed().count()).isEqualTo(3);
    }

    @Test
    void fullDiskRefusesWhatItCannotKeepAndKeepsTheRest() throws Exception {
        messages.close();
        messages = SqliteStore.openSmall(folder.resolve("small.db"), time, 3, 40);
        var big = MqttMessage.of("t", new byte[20_000], Qos.AT_LEAST_ONCE, false);
        int kept = 0;
        List<CompletableFuture<Void>> tried = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tried.add(messages.queue("a").append(big).kept().toCompletableFuture());
        }
        for (CompletableFuture<Void> each : tried) {
            try {
                each.get(5, SECONDS);
                kept++;
            } catch (ExecutionException e) {
                assertThat(e)
                        .hasCauseInstanceOf(StoreException.class)
                        .hasMessageContaining("small.db cannot be written");
            }
        }
        assertThat(kept).isBetween(1, 19);
        assertThat(messages.queue("a").count()).isEqualTo(kept);
        assertThat(messages.queue("a").after(0, 100)).hasSize(kept);

        messages.queue("a").remove(messages.queue("a").after(0, 1).getFirst().id());

        messages.queue("a").append(big).kept().toCompletableFuture().get(5, SECONDS);
        assertThat(messages.queue("a").after(0, 100)).hasSize(kept);
    }

    @Test
    void damagedFileIsSetAside() throws Exception {
        append("a", "m");
        messages.close();
        Files.writeString(folder.resolve("messages.db"), "not a database at all".repeat(1000));

        open();

        append("a", "new");
        assertThat(texts(messages.queue("a"))).containsExactly("new");
        assertThat(folder.toFile().list()).anyMatch(name -> name.contains(".corrupt-"));
    }

    @Test
    void closedTakesNothing() {
        MessageQueue queue = messages.queue("a");
        messages.close();

        assertThatThrownBy(() ->
                        queue.append(message("t", "m"))
                                .kept()
                                .toCompletableFuture()
                                .get(5, SECONDS))
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void aRenamedQueueIsMergedInOrderAndStaysRenamed() throws Exception {
        for (String each : List.of("from", "to", "from", "to")) {
            append(each, each + messages.queue(each).count());
        }
        var renamed = new Changes();
        messages.rename("from", "to", renamed);
        messages.write(renamed);
        MessageQueue from = messages.queue("from");
        MessageQueue to = messages.queue("to");

        assertThat(texts(to)).containsExactly("from0", "to0", "from1", "to1");
        assertThat(to.count()).isEqualTo(4);
        assertThat(texts(from)).isEmpty();
        assertThat(from.count()).isZero();
        to.remove(to.after(0, 1).getFirst().id());
        append("from", "new");
        assertThat(texts(from)).containsExactly("new");
        reopen();
        assertThat(texts(messages.queue("to"))).containsExactly("to0", "from1", "to1");
        assertThat(messages.queue("from").count()).isEqualTo(1);
    }
}

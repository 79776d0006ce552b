package io.serai.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.hivemq.codec.encoder.mqtt5.Mqtt5PayloadFormatIndicator;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.mqtt5.Mqtt5UserProperties;
import com.hivemq.mqtt.message.mqtt5.MqttUserProperty;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.publish.PUBLISHFactory;

import io.serai.broker.RunningBroker;
import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.observe.Counters;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Opened a second time over the same files while the first is still there, a bucket sees what a killed
/// process leaves.
class QueueBucketTest {

    private static final QueueKey CLIENT = new QueueKey("tank-level", false);
    private static final QueueKey OTHER = new QueueKey("pump", false);
    private static final long NOW = 1_800_000_000_000L;
    private static final QueueTime AT = new QueueTime(NOW, 0);
    private static final int UNLIMITED = 100_000_000;

    @TempDir private Path folder;

    private final QueueMemory memory = new QueueMemory(16 * 1024 * 1024, 1_000_000);
    private final Counters counters = new Counters();
    private final DroppedMessages dropped =
            new DroppedMessages(counters, RunningBroker.onFreePorts(Persistence.FILE));
    private final List<QueueBucket> open = new ArrayList<>();

    private QueueBucket open() throws IOException {
        return open(folder, memory);
    }

    private QueueBucket open(Path where, QueueMemory with) throws IOException {
        var bucket = new QueueBucket(where, with, dropped);
        bucket.load(() -> {});
        open.add(bucket);
        return bucket;
    }

    @AfterEach
    void closeAll() throws IOException {
        for (QueueBucket each : open) {
            each.close();
        }
    }

    private static PUBLISHFactory.Mqtt5Builder message(String payload) {
        return new PUBLISHFactory.Mqtt5Builder()
                .withHivemqId("house")
                .withTopic("tank/level")
                .withQoS(QoS.AT_LEAST_ONCE)
                .withOnwardQos(QoS.AT_LEAST_ONCE)
                .withTimestamp(NOW)
                .withPayload(payload.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(QueueBucket bucket, PUBLISH message) {
        bucket.with(CLIENT, queue -> queue.add(message, false, true));
    }

    private static void add(QueueBucket bucket, int from, int to) {
        IntStream.range(from, to)
                .forEach(each -> add(bucket, message(String.valueOf(each)).build()));
    }

    private static List<PUBLISH> take(QueueBucket bucket, int... packetIds) {
        return take(CLIENT, bucket, packetIds);
    }

    private static List<PUBLISH> take(QueueKey key, QueueBucket bucket, int... packetIds) {
        return bucket.ask(
                key,
                ImmutableList.of(),
                queue ->
                        queue.take(
                                ImmutableIntArray.copyOf(packetIds),
                                packetIds.length,
                                UNLIMITED,
                                AT));
    }

    private static void acknowledge(QueueBucket bucket, int packetId) {
        assertThat(
                        bucket.<Object>ask(
                                CLIENT,
                                "no queue",
                                queue ->
                                        Objects.requireNonNullElse(
                                                queue.acknowledged(packetId, null), "not sent")))
                .isNotIn("no queue", "not sent");
    }

    private static List<String> unacknowledged(QueueBucket bucket) {
        return bucket
                .ask(
                        CLIENT,
                        ImmutableList.<com.hivemq.mqtt.message.MessageWithID>of(),
                        queue -> queue.unacknowledged(UNLIMITED, UNLIMITED, AT))
                .stream()
                .map(each ->
                        each instanceof PUBLISH publish
                                ? "%d %s %s"
                                        .formatted(
                                                publish.getPacketIdentifier(),
                                                text(publish),
                                                publish.isDuplicateDelivery() ? "again" : "")
                                : each.getPacketIdentifier() + " released")
                .toList();
    }

    private static List<String> texts(List<PUBLISH> messages) {
        return messages.stream().map(QueueBucketTest::text).toList();
    }

    private static String text(PUBLISH message) {
        return new String(Objects.requireNonNull(message.getPayload()), StandardCharsets.UTF_8);
    }

    private static int[] ids(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void killedProcessLeavesWhatWasSentUnderItsIdsAndTheRestInOrder() throws IOException {
        QueueBucket before = open();
        add(before, 0, 10);
        take(before, 11, 12, 13, 14);
        acknowledge(before, 12);
        before.with(CLIENT, queue -> queue.release(13));
        before.with(CLIENT, queue -> queue.release(99));

        QueueBucket after = open();

        assertThat(unacknowledged(after))
                .containsExactly("99 released", "11 0 again", "13 released", "14 3 again");
        assertThat(texts(take(after, ids(20, 40)))).containsExactly("4", "5", "6", "7", "8", "9");
    }

    @Test
    void newMessagesComeBehindThoseOfTheLastRun() throws IOException {
        add(open(), 0, 3);
        QueueBucket second = open();
        add(second, 3, 5);

        assertThat(texts(take(open(), ids(1, 9)))).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void everyPropertyOfAMessageIsKept() throws IOException {
        PUBLISH full =
                message("21.5")
                        .withQoS(QoS.EXACTLY_ONCE)
                        .withOnwardQos(QoS.EXACTLY_ONCE)
                        .withRetain(true)
                        .withMessageExpiryInterval(3600)
                        .withResponseTopic("answers/here")
                        .withContentType("text/plain")
                        .withCorrelationData(new byte[] {1, 0, -1})
                        .withSubscriptionIdentifiers(ImmutableIntArray.of(7, 300_000))
                        .withPayloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8)
                        .withUserProperties(
                                Mqtt5UserProperties.of(
                                        MqttUserProperty.of("unit", "°C"),
                                        MqttUserProperty.of("unit", "K")))
                        .withPublishId(42)
                        .build();
        PUBLISH plain = message("").withPublishId(43).build();
        QueueBucket before = open();
        add(before, full);
        add(before, plain);

        List<PUBLISH> found = take(open(), 1, 2);

        full.setPacketIdentifier(1);
        plain.setPacketIdentifier(2);
        assertThat(found).containsExactly(full, plain);
        assertThat(found.getFirst().getUserProperties()).isEqualTo(full.getUserProperties());
    }

    @Test
    void journalCutAnywhereIsWhatWasTrueAMomentEarlier() throws IOException {
        QueueBucket before = open();
        add(before, 0, 5);
        Path journal;
        try (Stream<Path> files = Files.list(folder)) {
            journal = files.findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(journal);

        for (int length = 0; length <= whole.length; length += 7) {
            Path cut = Files.createDirectories(folder.resolve("cut-" + length));
            Files.write(cut.resolve(journal.getFileName()), whole);
            try (var file =
                    new RandomAccessFile(cut.resolve(journal.getFileName()).toFile(), "rw")) {
                file.setLength(length);
            }

            List<String> kept = texts(take(open(cut, memory), ids(1, 9)));

            assertThat(kept)
                    .isEqualTo(IntStream.range(0, kept.size()).mapToObj(String::valueOf).toList())
                    .hasSize(5 * length / whole.length);
        }
    }

    @Test
    void filesGoWhenNothingInThemIsNeeded() throws IOException {
        QueueBucket bucket = open();
        String kilobyte = "x".repeat(1024);
        for (int i = 0; i < 12_000; i++) {
            add(bucket, message(kilobyte).build());
            take(bucket, 1);
            acknowledge(bucket, 1);
        }

        assertThat(bytes()).isLessThan(5_000_000);
    }

    @Test
    void oneOldMessageDoesNotKeepTheFilesOfAllOthers() throws IOException {
        QueueBucket bucket = open();
        add(bucket, message("old").build());
        take(bucket, 9);
        String kilobytes = "x".repeat(8 * 1024);
        for (int i = 0; i < 5000; i++) {
            add(bucket, message(kilobytes).build());
            take(bucket, 1);
            acknowledge(bucket, 1);
        }

        assertThat(bytes()).isLessThan(21_000_000);
        assertThat(unacknowledged(open())).containsExactly("9 old again");
    }

    @Test
    void whatHasNoRoomInMemoryIsReadFromDisk() throws IOException {
        var small = new QueueMemory(16 * 1024, 1_000_000);
        QueueBucket bucket = open(folder, small);
        add(bucket, 0, 500);

        assertThat(texts(take(bucket, ids(1, 501))))
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(String::valueOf).toList());
    }

    @Test
    void expiredMessagesAreNotDelivered() throws IOException {
        QueueBucket bucket = open();
        add(
                bucket,
                message("stale").withTimestamp(NOW - 61_000).withMessageExpiryInterval(60).build());
        add(
                bucket,
                message("fresh").withTimestamp(NOW - 59_000).withMessageExpiryInterval(60).build());

        assertThat(texts(take(open(), 1, 2))).containsExactly("fresh");
    }

    @Test
    void messagesOfAMemberThatLeftItsGroupKeepTheirPlace() throws IOException {
        QueueBucket bucket = open();
        add(bucket, 0, 4);
        PUBLISH first = take(bucket, 65_535, 65_535).getFirst();

        bucket.with(CLIENT, queue -> queue.sendAgain(first.getUniqueId()));

        assertThat(texts(take(open(), ids(1, 9)))).containsExactly("0", "2", "3");
    }

    @Test
    void whatNobodyKnowsWhoHasItIsSentToAnotherMemberAfterAKill() throws IOException {
        var group = new QueueKey("pumps/tank/#", true);
        QueueBucket bucket = open();
        PUBLISH message = message("37").build();
        bucket.with(group, queue -> queue.add(message, false, true));
        take(group, bucket, 65_535);

        assertThat(texts(take(group, open(), 65_535))).containsExactly("37");
    }

    @Test
    void sessionsThatEndWithTheirConnectionTouchNoDiskWhileThereIsMemory() throws IOException {
        QueueBucket bucket = open();
        long before = bytes();
        for (int i = 0; i < 100; i++) {
            PUBLISH message = message(String.valueOf(i)).build();
            bucket.with(CLIENT, queue -> queue.add(message, false, false));
        }

        assertThat(take(bucket, ids(1, 51))).hasSize(50);
        for (int id = 1; id < 51; id++) {
            acknowledge(bucket, id);
        }
        assertThat(texts(take(bucket, ids(1, 51)))).startsWith("50", "51").endsWith("99");
        assertThat(bytes()).isEqualTo(before);
    }

    @Test
    void whatCannotBeWrittenIsKeptInMemoryAndWrittenWhenTheDiskIsBack() throws IOException {
        QueueBucket bucket = open();
        add(bucket, 0, 3);
        take(bucket, 7);
        add(bucket, message("x".repeat(5 * 1024 * 1024)).build()); // the file is full now
        Path inTheWay = Files.createDirectory(folder.resolve("000000000002.journal"));

        add(bucket, 3, 6);
        acknowledge(bucket, 7);
        assertThat(texts(take(bucket, 8))).containsExactly("1");
        bucket.catchUp();
        assertThat(bucket.isBehind()).isTrue();
        assertThat(memory.problem()).hasMessageContaining(inTheWay.toString());

        Files.delete(inTheWay);
        bucket.catchUp();
        assertThat(bucket.isBehind()).isFalse();
        QueueBucket after = open();
        assertThat(unacknowledged(after)).containsExactly("8 1 again");
        assertThat(texts(take(after, ids(20, 40))))
                .hasSize(5)
                .startsWith("2")
                .endsWith("3", "4", "5");
    }

    @Test
    void clearedQueueStaysEmpty() throws IOException {
        QueueBucket bucket = open();
        add(bucket, 0, 3);

        bucket.clear(CLIENT);

        assertThat(take(open(), 1, 2, 3)).isEmpty();
    }

    private Path journal() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    private static List<PUBLISH> takeAt(QueueBucket bucket, int second, int... packetIds) {
        return bucket.ask(
                CLIENT,
                ImmutableList.of(),
                queue ->
                        queue.take(
                                ImmutableIntArray.copyOf(packetIds),
                                packetIds.length,
                                UNLIMITED,
                                at(second)));
    }

    private static QueueTime at(int second) {
        return new QueueTime(NOW, second * 1_000_000_000L);
    }

    private static boolean isToBeRead(QueueBucket bucket, int second) {
        return bucket.ask(CLIENT, false, queue -> queue.isToBeRead(at(second)));
    }

    @Test
    void messageThatCouldNotBeReadIsReadAgainAndDeliveredInOrder() throws IOException {
        QueueBucket bucket = open(folder, new QueueMemory(0, 1_000_000));
        add(bucket, 0, 5);
        byte[] good = Files.readAllBytes(journal());
        byte[] bad = good.clone();
        bad[good.length * 3 / 10] ^= 1; // in the second message
        Files.write(journal(), bad);

        assertThat(texts(takeAt(bucket, 0, ids(1, 9)))).containsExactly("0");
        assertThat(texts(takeAt(bucket, 0, ids(2, 9)))).isEmpty();
        assertThat(isToBeRead(bucket, 0)).isFalse();
        assertThat(isToBeRead(bucket, 1)).isTrue();
        assertThat(texts(takeAt(bucket, 1, ids(2, 9)))).isEmpty();
        assertThat(isToBeRead(bucket, 2)).isFalse();

        Files.write(journal(), good);
        assertThat(isToBeRead(bucket, 3)).isTrue();
        assertThat(texts(takeAt(bucket, 3, ids(2, 9)))).containsExactly("1", "2", "3", "4");
        assertThat(isToBeRead(bucket, 100)).isFalse();
        assertThat(dropped.count()).isZero();
    }

    @Test
    void messageThatIsGoneIsCountedAndToldAndHoldsUpNobodyForEver() throws IOException {
        QueueBucket bucket = open(folder, new QueueMemory(0, 1_000_000));
        add(bucket, 0, 3);
        byte[] bad = Files.readAllBytes(journal());
        bad[bad.length / 2] ^= 1;
        Files.write(journal(), bad);

        int second = 0;
        List<String> delivered = new ArrayList<>();
        for (; delivered.size() < 2 && second < 600; second++) {
            delivered.addAll(texts(takeAt(bucket, second, ids(1 + delivered.size(), 9))));
        }

        assertThat(second).isBetween(50, 90);
        assertThat(delivered).containsExactly("0", "2");
        assertThat(counters.count("broker.dropped-unreadable", "broker")).isOne();
        assertThat(isToBeRead(bucket, 1000)).isFalse();
    }

    @Test
    void aDamagedStretchHoldsUpOnceAndNotForEachMessageInIt() throws IOException {
        QueueBucket bucket = open(folder, new QueueMemory(0, 1_000_000));
        add(bucket, 0, 60);
        byte[] bad = Files.readAllBytes(journal());
        Arrays.fill(bad, bad.length / 3, bad.length * 2 / 3, (byte) 0);
        Files.write(journal(), bad);

        int second = 0;
        List<String> delivered = new ArrayList<>();
        for (; !delivered.contains("59") && second < 600; second++) {
            delivered.addAll(texts(takeAt(bucket, second, ids(1 + delivered.size(), 70))));
        }

        assertThat(second).isBetween(50, 90);
        assertThat(delivered).hasSizeBetween(35, 42);
        assertThat(counters.count("broker.dropped-unreadable", "broker"))
                .isEqualTo(60 - delivered.size());
    }

    @Test
    void sentMessageThatCannotBeReadIsSentAgainOnTheNextConnection() throws IOException {
        add(open(), 0, 2);
        QueueBucket bucket = open(folder, new QueueMemory(0, 1_000_000));
        take(bucket, 7, 8);
        byte[] good = Files.readAllBytes(journal());
        byte[] bad = good.clone();
        bad[good.length / 4] ^= 1;
        Files.write(journal(), bad);

        assertThat(unacknowledged(bucket)).containsExactly("8 1 again");
        assertThat(isToBeRead(bucket, 1)).isTrue();
        assertThat(bucket.ask(CLIENT, false, ClientQueue::isToBeSentAgain)).isTrue();

        Files.write(journal(), good);
        assertThat(unacknowledged(bucket)).containsExactly("7 0 again", "8 1 again");
        assertThat(isToBeRead(bucket, 100)).isFalse();
    }

    private static void addForBoth(QueueBucket bucket, PUBLISH message) {
        add(bucket, message);
        PUBLISH same = new PUBLISHFactory.Mqtt5Builder().fromPublish(message).build();
        bucket.with(OTHER, queue -> queue.add(same, false, true));
    }

    @Test
    void messageOfSeveralClientsIsHeldOnceAndSentToEachUnderItsOwnId() throws IOException {
        QueueBucket bucket = open();
        String payload = "x".repeat(10_000);
        addForBoth(bucket, message(payload).build());

        assertThat(bytes()).isLessThan(11_000);
        PUBLISH one = take(bucket, 5).getFirst();
        PUBLISH other = take(OTHER, bucket, 6).getFirst();
        assertThat(one.getPacketIdentifier()).isEqualTo(5);
        assertThat(other.getPacketIdentifier()).isEqualTo(6);
        assertThat(List.of(text(one), text(other))).containsOnly(payload);
    }

    @Test
    void whatOneClientHasDoneChangesNothingForTheOtherAfterAKill() throws IOException {
        QueueBucket bucket = open();
        IntStream.range(0, 6)
                .forEach(each -> addForBoth(bucket, message(String.valueOf(each)).build()));
        take(bucket, 11, 12, 13);
        acknowledge(bucket, 11);
        bucket.with(CLIENT, queue -> queue.release(12));
        take(OTHER, bucket, 21);

        QueueBucket after = open();

        assertThat(unacknowledged(after)).containsExactly("12 released", "13 2 again");
        assertThat(texts(take(after, ids(30, 40)))).containsExactly("3", "4", "5");
        assertThat(texts(take(OTHER, after, ids(30, 40)))).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void filesThatAreMovedKeepWhatSeveralClientsHave() throws IOException {
        QueueBucket bucket = open();
        addForBoth(bucket, message("old").build());
        take(bucket, 9);
        String kilobytes = "x".repeat(8 * 1024);
        for (int i = 0; i < 5000; i++) {
            PUBLISH message = message(kilobytes).build();
            add(bucket, message);
            take(bucket, 1);
            acknowledge(bucket, 1);
        }

        assertThat(bytes()).isLessThan(21_000_000);
        QueueBucket after = open();
        assertThat(unacknowledged(after)).containsExactly("9 old again");
        assertThat(texts(take(OTHER, after, 1, 2))).containsExactly("old");
    }

    @Test
    void journalOfTheVersionBeforeIsReadAsItWasMeant() throws IOException {
        QueueJournal before = QueueJournal.open(folder);
        var record = new RecordBuffer();
        long number = 1;
        for (QueueKey key : List.of(CLIENT, OTHER)) {
            for (int i = 0; i < 4; i++) {
                record.begin(QueueLog.ADDED).put(0).putText(key.id()).putLong(number++);
                record.putShort(0).put(0);
                MessageRecord.write(message(String.valueOf(i)).build(), record);
                before.append(record.finish());
            }
        }
        record.begin(QueueLog.SENT).putInt(2).putLong(1).putShort(11).putLong(2).putShort(12);
        before.append(record.finish());
        before.append(record.begin(QueueLog.REMOVED).putInt(1).putLong(1).finish());
        record.begin(QueueLog.RELEASED).put(0).putText(CLIENT.id()).putLong(-1).putShort(77);
        before.append(record.finish());
        before.append(record.begin(QueueLog.REMOVED).putInt(2).putLong(5).putLong(-1).finish());
        before.close();

        QueueBucket after = open();

        assertThat(unacknowledged(after)).containsExactly("12 1 again");
        assertThat(texts(take(after, ids(30, 40)))).containsExactly("2", "3");
        assertThat(texts(take(OTHER, after, ids(30, 40)))).containsExactly("1", "2", "3");
    }

    @Test
    void damagedRecordCostsItselfOnly() throws IOException {
        add(open(), 0, 5);
        byte[] content = Files.readAllBytes(journal());
        content[content.length / 2] ^= 1;
        Files.write(journal(), content);

        QueueBucket after = open();

        assertThat(texts(take(after, ids(1, 9)))).containsExactly("0", "1", "3", "4");
        assertThat(after.damage()).singleElement().asString().contains("1 records");
    }

    @Test
    void recordsOfAnotherVersionAndForeignFilesStopNothing() throws IOException {
        add(open(), 0, 2);
        try (var file = new RandomAccessFile(journal().toFile(), "rw")) {
            file.seek(file.length());
            var record = new RecordBuffer();
            file.write(record.begin(99).putLong(7).finish().array(), 0, 17);
        }
        Files.writeString(folder.resolve("notes.journal"), "mine");

        assertThat(texts(take(open(), ids(1, 9)))).containsExactly("0", "1");
    }
}

package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.broker.TestClient.Received;
import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.broker.config.BrokerException;
import io.serai.observe.Counters;
import io.serai.observe.Health;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class PersistenceTest {

    private static final int KEPT = 300;
    private static final int RETAINED = 20;

    @TempDir private Path data;

    private Broker broker(Persistence persistence) {
        return new Broker(
                RunningBroker.onFreePorts(persistence),
                data,
                RunningBroker.TIME,
                new Health(),
                new Counters());
    }

    private static String url(Broker broker) {
        return "tcp://127.0.0.1:" + broker.port();
    }

    @Test
    void killedProcessKeepsEverythingItAcknowledged() throws Exception {
        try (var process = BrokerProcess.start(data)) {
            fill(process.url());

            process.kill();
        }

        try (Broker broker = broker(Persistence.FILE)) {
            broker.start();
            assertAllThere(url(broker));
        }
    }

    @Test
    void restartKeepsEverything() {
        try (Broker broker = broker(Persistence.FILE)) {
            broker.start();
            fill(url(broker));
        }

        try (Broker broker = broker(Persistence.FILE)) {
            broker.start();
            assertAllThere(url(broker));
        }
    }

    private static void fill(String url) {
        TestClient durable = TestClient.connect(url, "durable", false);
        durable.subscribe("kept", 1);
        durable.close();
        try (TestClient publisher = TestClient.connect(url, "publisher", true)) {
            List<Runnable> pending = new ArrayList<>();
            for (int i = 0; i < KEPT; i++) {
                pending.add(publisher.publishAsync("kept", String.valueOf(i), 1, false));
            }
            for (int i = 0; i < RETAINED; i++) {
                pending.add(
                        publisher.publishAsync("retained/" + i, String.valueOf(i), i % 3, true));
            }
            pending.add(publisher.publishAsync("last", "", 2, false));
            pending.forEach(Runnable::run);
        }
    }

    private static void assertAllThere(String url) {
        try (TestClient durable = TestClient.connect(url, "durable", false);
                TestClient newcomer = TestClient.connect(url, "newcomer", true)) {
            assertThat(durable.sessionPresent()).isTrue();
            assertThat(durable.next(KEPT))
                    .extracting(Received::payload)
                    .containsExactlyElementsOf(
                            IntStream.range(0, KEPT).mapToObj(String::valueOf).toList());
            newcomer.subscribe("retained/+", 1);
            assertThat(newcomer.next(RETAINED))
                    .allMatch(Received::retained)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void dataStaysSmallAndWithoutRocksDb() throws IOException {
        try (Broker broker = broker(Persistence.FILE)) {
            broker.start();
            fill(url(broker));
        }

        try (Stream<Path> files = Files.walk(data.resolve("broker"))) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all)
                    .extracting(file -> file.getFileName().toString())
                    .anyMatch(name -> name.endsWith(".xd"))
                    .noneMatch(name -> name.endsWith(".sst") || name.equals("CURRENT"));
            assertThat(all.stream().mapToLong(file -> file.toFile().length()).sum())
                    .isLessThan(20_000_000);
        }
    }

    @Test
    void memoryKeepsNothingAndLeavesNoFile() {
        try (Broker broker = broker(Persistence.MEMORY)) {
            broker.start();
            fill(url(broker));
        }

        assertThat(data).isEmptyDirectory();
        try (Broker broker = broker(Persistence.MEMORY)) {
            broker.start();
            try (TestClient durable = TestClient.connect(url(broker), "durable", false)) {
                assertThat(durable.sessionPresent()).isFalse();
                durable.subscribe("retained/+", 1);
                assertThat(durable.untilNow()).isEmpty();
            }
        }
    }

    @Test
    void secondBrokerOnTheSameFolderIsRefused() {
        try (Broker first = broker(Persistence.FILE);
                Broker second = broker(Persistence.FILE)) {
            first.start();

            assertThatThrownBy(second::start)
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(data.resolve("broker") + " is used by another broker")
                    .hasMessageContaining("data.dir");
        }
    }

    @Test
    void folderOfAnotherLayoutIsRefusedAndLeftAlone() throws IOException {
        Path layout = data.resolve("broker").resolve("layout.properties");
        Path part =
                data.resolve("broker/persistence/retained_messages/040500/retained_messages_63");
        Files.createDirectories(part);
        Files.writeString(layout, "buckets=64\n");

        try (Broker broker = broker(Persistence.FILE)) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("buckets=64")
                    .hasMessageContaining("this version of Serai reads {buckets=4");
        }

        assertThat(layout).hasContent("buckets=64");
        assertThat(part).isEmptyDirectory();
    }

    @Test
    void queuesOfTheVersionBeforeAreTakenOver() throws IOException {
        try (Broker broker = broker(Persistence.FILE)) {
            broker.start();
            fill(url(broker));
        }
        Path layout = data.resolve("broker").resolve("layout.properties");
        Files.writeString(layout, "buckets=4\nqueues=journal-1\n");

        try (Broker broker = broker(Persistence.FILE)) {
            broker.start();
            assertAllThere(url(broker));
        }
        assertThat(layout).content().contains("queues=journal-2");
    }

    @Test
    void folderThatCannotBeMadeIsNamed() throws IOException {
        Files.writeString(data.resolve("broker"), "a file in its place");

        try (Broker broker = broker(Persistence.FILE)) {
            assertThatThrownBy(broker::start)
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(data.resolve("broker").toString())
                    .hasMessageContaining("data.dir");
        }
    }
}

package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.broker.config.BrokerFolder;
import io.serai.observe.Counters;
import io.serai.observe.Health;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Whatever became of a file of the broker's: it starts, serves, and says what it found.
class BrokerDamageTest {

    /// All files instead, which takes minutes.
    private static final boolean EVERY = Boolean.getBoolean("serai.every-file");

    @TempDir private static Path good;

    @TempDir private Path data;

    @BeforeAll
    static void fill() {
        try (Broker broker = broker(good, new Health())) {
            broker.start();
            String url = "tcp://127.0.0.1:" + broker.port();
            for (int i = 0; i < 8; i++) { // some for each bucket
                TestClient left = TestClient.connect(url, "left-" + i, false);
                left.subscribe("kept/#", 1);
                left.close();
            }
            try (TestClient publisher = TestClient.connect(url, "publisher", true)) {
                for (int i = 0; i < 40; i++) {
                    publisher.publish("kept/" + i, "x".repeat(50), 1, true);
                }
            }
        }
    }

    private static Broker broker(Path where, Health health) {
        return new Broker(
                RunningBroker.onFreePorts(Persistence.FILE),
                where,
                RunningBroker.TIME,
                health,
                new Counters());
    }

    private static byte[] zeroed(byte[] content) {
        return new byte[content.length];
    }

    private static byte[] cut(byte[] content) {
        return Arrays.copyOf(content, content.length / 2);
    }

    private static byte[] flipped(byte[] content) {
        byte[] flipped = content.clone();
        for (int at = 3; at < flipped.length; at += 97) {
            flipped[at] ^= 0x10;
        }
        return flipped;
    }

    @TestFactory
    Stream<DynamicTest> zeroedFile() throws IOException {
        return each("zeroed", BrokerDamageTest::zeroed);
    }

    @TestFactory
    Stream<DynamicTest> emptiedFile() throws IOException {
        return each("emptied", _ -> new byte[0]);
    }

    @TestFactory
    Stream<DynamicTest> cutFile() throws IOException {
        return each("cut", BrokerDamageTest::cut);
    }

    @TestFactory
    Stream<DynamicTest> fileWithFlippedBits() throws IOException {
        return each("flipped", BrokerDamageTest::flipped);
    }

    /// One file of each kind, of another bucket for each way.
    private Stream<DynamicTest> each(String how, UnaryOperator<byte[]> damage) throws IOException {
        Path from = good.resolve("broker");
        int bucket = Math.floorMod(how.hashCode(), BrokerFolder.BUCKETS);
        try (Stream<Path> files = Files.walk(from)) {
            return files
                    .filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() > 0)
                    .map(from::relativize)
                    .filter(file -> EVERY || isOf(file, bucket))
                    .sorted()
                    .toList()
                    .stream()
                    .map(file ->
                            DynamicTest.dynamicTest(
                                    file + " " + how, () -> startsWith(file, how, damage)));
        }
    }

    private static boolean isOf(Path file, int bucket) {
        Path folder = file.getParent();
        return folder == null || folder.toString().matches(".*[_/]" + bucket);
    }

    private void startsWith(Path file, String how, UnaryOperator<byte[]> damage)
            throws IOException {
        Path own = data.resolve(file.toString().replace('/', '-') + how);
        copy(good, own);
        Path damaged = own.resolve("broker").resolve(file);
        byte[] content = Files.readAllBytes(damaged);
        Files.write(damaged, damage.apply(content));
        var health = new Health();

        try (Broker broker = broker(own, health)) {
            broker.start();
            assertServes("tcp://127.0.0.1:" + broker.port());
            var told = Objects.requireNonNull(health.parts().get("broker"));
            assertThat(told.ready()).isTrue();
            if (isToldOf(file, how)) {
                assertThat(told.detail()).contains(file.getFileName().toString());
            }
        }
    }

    /// Xodus has no checksums, so bits that flip within a value go unseen; an empty journal is what a run
    /// without messages leaves; the others hold nothing of the owner's.
    private static boolean isToldOf(Path file, String how) {
        String name = file.getFileName().toString();
        return !(name.equals("meta.id")
                || name.equals("lengths.txt")
                || (name.endsWith(".xd") && how.equals("flipped"))
                || (name.endsWith(".journal") && how.equals("emptied")));
    }

    private static void assertServes(String url) {
        try (TestClient one = TestClient.connect(url, "left-0", false);
                TestClient other = TestClient.connect(url, "other", true)) {
            one.subscribe("new", 1);
            other.publish("new", "served", 1, true);
            for (TestClient.Received next = one.next(); ; next = one.next()) {
                if (next.payload().equals("served")) {
                    return;
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path target = to.resolve(from.relativize(file));
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void undamagedFolderIsSilentAndWhole() throws IOException {
        Path own = data.resolve("whole");
        copy(good, own);
        var health = new Health();

        try (Broker broker = broker(own, health)) {
            broker.start();
            assertThat(Objects.requireNonNull(health.parts().get("broker")).detail())
                    .endsWith("persistence file");
            try (TestClient left =
                    TestClient.connect("tcp://127.0.0.1:" + broker.port(), "left-3", false)) {
                assertThat(left.next(40)).hasSize(40);
            }
        }
    }
}

package io.serai.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.flow.FlowVersion;
import io.serai.store.FlowVersions;
import io.serai.store.FlowVersionsContract;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

public class SqliteFlowVersionsTest extends FlowVersionsContract {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private static Timekeeper time() {
        return new VirtualTimekeeper(NOW);
    }

    @TempDir private Path folder;

    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder.resolve("serai.db"), time(), 10);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public FlowVersions versions() {
        return store.versions();
    }

    @Test
    void versionsOutliveTheProcess() {
        FlowVersion first = versions().add(version("lamp", "1"));
        FlowVersion second = versions().add(version("lamp", "2"));

        store.close();
        open();

        assertThat(versions().of("lamp", 10)).containsExactly(second, first);
        assertThat(versions().add(version("lamp", "3")).number()).isEqualTo(3);
    }

    @Test
    void aClosedFileIsToldAndNotPassedOver() {
        store.close();

        assertThatThrownBy(() -> versions().add(version("lamp", "1")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the version of lamp could not be kept");
        assertThatThrownBy(() -> versions().newest("lamp"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be read");
    }

    /// What runs in the process that is killed: adds versions and says the number of each.
    static final class Adding {

        private Adding() {}

        public static void main(String[] args) {
            try (var store = SqliteStore.open(Path.of(args[0]), time(), 10)) {
                while (true) {
                    System.out.println(store.versions().add(large("lamp")).number());
                    System.out.flush();
                }
            }
        }
    }

    /// Of several pages, so that a torn write would show.
    private static FlowVersion large(String flow) {
        return version(flow, "0123456789".repeat(3000));
    }

    @Test
    void aKillLeavesEveryVersionWholeOrAbsent() throws Exception {
        Path file = folder.resolve("killed.db");
        int told = 0;
        for (int lines : List.of(3, 11)) {
            told = killedAfter(lines, file);
        }

        try (var killed = SqliteStore.open(file, time(), 10)) {
            List<FlowVersion> kept = killed.versions().of("lamp", 1000);
            int newest = kept.getFirst().number();
            assertThat(newest).isBetween(told, told + 1);
            assertThat(kept)
                    .extracting(FlowVersion::number)
                    .isEqualTo(IntStream.range(0, kept.size()).mapToObj(i -> newest - i).toList());
            assertThat(kept)
                    .hasSize(Math.min(newest, FlowVersions.MOST_PER_FLOW))
                    .allSatisfy(each -> {
                        assertThat(each.text()).isEqualTo(large("lamp").text());
                        assertThat(each.kamelets()).isEqualTo(large("lamp").kamelets());
                    });
        }
    }

    /// @return the last number that was told
    private static int killedAfter(int lines, Path file) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Adding.class.getName(),
                                file.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        int told = 0;
        try (BufferedReader output = process.inputReader()) {
            int seen = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                told = Integer.parseInt(line);
                if (++seen == lines) {
                    // The handle leaves its output open, to be read to the end.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return told;
    }
}

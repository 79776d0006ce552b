package io.serai.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.store.Store;
import io.serai.store.StoreContract;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;
import io.serai.time.VirtualTimekeeper;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

public class SqliteStoreTest extends StoreContract {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private static Timekeeper time() {
        return new VirtualTimekeeper(NOW);
    }

    @TempDir private Path folder;

    private @Nullable SqliteStore store;

    @Override
    public Store store() {
        if (store == null) {
            store = SqliteStore.open(folder.resolve("contract.db"), time(), 10);
        }
        return store;
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    @Test
    void whatWasPutIsThereAfterReopening() {
        Path file = folder.resolve("sub/serai.db");
        try (var store = SqliteStore.open(file, time(), 10)) {
            store.put("threshold", "tank/fill", "tank/level", "OFF");
            store.put("threshold", "tank/fill", "tank/level", "ON");
            store.put("threshold", "tank/fill", "other", "OFF");
            store.remove("threshold", "tank/fill", "other");
        }

        try (var store = SqliteStore.open(file, time(), 10)) {
            assertThat(store.get("threshold", "tank/fill", "tank/level")).contains("ON");
            assertThat(store.all("threshold", "tank/fill")).containsOnlyKeys("tank/level");
            assertThat(store.get("threshold", "tank/fill", "other")).isEmpty();
        }
    }

    @Test
    void whatWasPutSurvivesACopyTakenWithoutClosing() throws Exception {
        Path file = folder.resolve("serai.db");
        Path copy = Files.createDirectory(folder.resolve("copy"));
        try (var store = SqliteStore.open(file, time(), 10)) {
            store.put("a", "b", "c", "1");
            // The files as they lie on the disk are what a kill leaves behind.
            try (Stream<Path> files = Files.list(folder)) {
                for (Path each : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(each, copy.resolve(each.getFileName().toString()));
                }
            }
        }

        try (var store = SqliteStore.open(copy.resolve("serai.db"), time(), 10)) {
            assertThat(store.get("a", "b", "c")).contains("1");
        }
    }

    @Test
    void aDamagedFileIsSetAsideAndTheStoreStarts() throws Exception {
        Path file = folder.resolve("serai.db");
        Files.writeString(file, "this was a database once".repeat(1000));

        try (var store = SqliteStore.open(file, time(), 10)) {
            store.put("a", "b", "c", "1");
            assertThat(store.get("a", "b", "c")).contains("1");
        }

        assertThat(folder.resolve("serai.db.corrupt-" + NOW.getEpochSecond())).exists();
    }

    @Test
    void aFileCutAnywhereStillOpens() throws Exception {
        Path whole = folder.resolve("whole.db");
        try (var store = SqliteStore.open(whole, time(), 10)) {
            for (int i = 0; i < 200; i++) {
                store.put("area", "owner", "key" + i, "value".repeat(20));
            }
        }
        byte[] bytes = Files.readAllBytes(whole);

        for (int length = 0; length < bytes.length; length += 509) {
            Path cut = folder.resolve("cut-" + length + ".db");
            Files.write(cut, java.util.Arrays.copyOf(bytes, length));
            try (var store = SqliteStore.open(cut, time(), 10)) {
                store.put("a", "b", "c", "1");
                assertThat(store.get("a", "b", "c")).contains("1");
            }
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsToldWithTheRemedy() throws Exception {
        Path blocked = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> SqliteStore.open(blocked.resolve("serai.db"), time(), 10))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("data.dir");
    }
}

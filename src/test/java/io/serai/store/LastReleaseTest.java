package io.serai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.serai.store.sqlite.SqliteStore;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A data folder that the gateway of the release before left when it was killed.
class LastReleaseTest {

    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-12-01T12:00:00Z"));
    @TempDir private Path data;

    @BeforeEach
    void writeAsTheLastRelease() throws Exception {
        for (String name : List.of("serai.db", "messages.db")) {
            write(name);
        }
    }

    private void write(String name) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + data.resolve(name));
                Statement statement = connection.createStatement();
                InputStream dump =
                        Objects.requireNonNull(
                                getClass().getResourceAsStream("last-release/" + name + ".sql"))) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.executeUpdate(new String(dump.readAllBytes(), UTF_8));
        }
    }

    private SqliteStore open() {
        return SqliteStore.openIn(data, time, 100, StoreWatch.NONE);
    }

    private void execute(String name, String sql) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + data.resolve(name));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static List<String> texts(SqliteStore store) {
        return store.queue("inbox slow slow-in").after(0, 10).stream()
                .map(each -> new String(each.message().payload(), UTF_8))
                .toList();
    }

    private static void assertAllThere(SqliteStore store) {
        assertThat(texts(store)).containsExactly("m1", "m2", "m3", "m4", "m5");
        assertThat(store.queue("inbox slow slow-in").count()).isEqualTo(5);
        assertThat(store.failed().newest(10))
                .singleElement()
                .satisfies(only -> {
                    assertThat(only.flow()).isEqualTo("bad");
                    assertThat(only.message().payload()).isEqualTo("junk".getBytes(UTF_8));
                });
        assertThat(store.states("light", "dark")).isEqualTo(Map.of("hall/light", "\"ON\""));
        assertThat(store.get("flow", "stopped", "stopped")).contains("by hand");
        assertThat(store.get("link", "gateway", "client-id")).isPresent();
    }

    @Test
    void isTakenOverWithAllThatIsInIt() {
        try (SqliteStore store = open()) {
            assertAllThere(store);
            assertThat(store.all("threshold", "light/dark")).isEmpty();
        }
        assertThat(data.resolve("messages.db")).doesNotExist();
        assertThat(data.resolve("messages.db.migrated")).exists();
    }

    @Test
    void isReadByTheCommandBeforeAndAfter() {
        assertThat(SqliteStore.failedIn(data, 10)).hasSize(1);
        open().close();
        assertThat(SqliteStore.failedIn(data, 10)).hasSize(1);
    }

    @Test
    void aKillBeforeTheFileWasRenamedDoublesNothing() throws Exception {
        open().close();
        execute("serai.db", "INSERT INTO taken_over VALUES ('messages.db')");
        Files.move(data.resolve("messages.db.migrated"), data.resolve("messages.db"));

        try (SqliteStore store = open()) {
            assertAllThere(store);
        }
        assertThat(data.resolve("messages.db")).doesNotExist();
    }

    @Test
    void whatAnOlderReleaseWritesMeanwhileIsTakenOverAfterwards() throws Exception {
        open().close();
        write("messages.db");

        try (SqliteStore store = open()) {
            assertThat(texts(store))
                    .containsExactly("m1", "m2", "m3", "m4", "m5", "m1", "m2", "m3", "m4", "m5");
            assertThat(store.failed().count()).isEqualTo(2);
        }
    }

    @Test
    void aFileOfBeforeRoutesAndPropertiesWereKeptIsTakenOver() throws Exception {
        execute("messages.db", "ALTER TABLE failed DROP COLUMN route");
        execute("messages.db", "ALTER TABLE failed DROP COLUMN properties");

        assertThat(SqliteStore.failedIn(data, 10)).hasSize(1);
        try (SqliteStore store = open()) {
            assertAllThere(store);
        }
    }

    @Test
    void aDamagedFileOfMessagesIsSetAside() throws Exception {
        Files.writeString(data.resolve("messages.db"), "not a database".repeat(1000));

        try (SqliteStore store = open()) {
            assertThat(store.isReadable()).isTrue();
            assertThat(store.get("flow", "stopped", "stopped")).contains("by hand");
        }
        assertThat(data.toFile().list()).anyMatch(each -> each.startsWith("messages.db.corrupt-"));
    }

    @Test
    void aFileOfANewerReleaseIsRefusedAndLeftAsItIs() throws Exception {
        open().close();
        execute("serai.db", "PRAGMA user_version = 99");
        byte[] before = Files.readAllBytes(data.resolve("serai.db"));

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("written by a newer Serai (version 99");
        assertThat(Files.readAllBytes(data.resolve("serai.db"))).isEqualTo(before);
        assertThat(data.toFile().list()).noneMatch(each -> each.contains("corrupt"));
    }
}

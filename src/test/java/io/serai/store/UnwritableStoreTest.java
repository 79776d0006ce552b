package io.serai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.store.sqlite.SqliteStore;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;

/// A store whose good file cannot be written, or not be read, when the gateway starts.
class UnwritableStoreTest implements StoreWatch {

    @TempDir private Path folder;
    private final VirtualTimekeeper time = new VirtualTimekeeper(Instant.EPOCH);
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Override
    public void works() {
        told.add("works");
    }

    @Override
    public void fails(String why) {
        told.add(why);
    }

    @Override
    public void counted(String what, long count) {
        // Not looked at here.
    }

    private SqliteStore open() {
        return SqliteStore.open(folder.resolve("serai.db"), time, 10, this);
    }

    @BeforeEach
    void keepSomething() throws Exception {
        try (SqliteStore store = open()) {
            store.put("flow", "lamp", "stopped", "by hand");
            store.queue("q")
                    .append(MqttMessage.of("t", "m".getBytes(UTF_8), Qos.AT_LEAST_ONCE, false))
                    .kept()
                    .toCompletableFuture()
                    .get(5, SECONDS);
        }
        told.clear();
    }

    private Connection other(String pragma) throws SQLException {
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("serai.db"));
        try (Statement statement = other.createStatement()) {
            statement.execute(pragma);
            statement.execute("BEGIN IMMEDIATE");
            statement.executeUpdate("PRAGMA user_version = 1");
        }
        return other;
    }

    private void assertNothingSetAside() {
        assertThat(folder.toFile().list()).noneMatch(name -> name.contains("corrupt"));
    }

    @Test
    void isReadWhileAnotherProcessWritesAndWrittenAfterwards() throws Exception {
        Connection other = other("PRAGMA busy_timeout = 0");
        try (SqliteStore store = open()) {
            assertThat(store.isReadable()).isTrue();
            assertThat(store.get("flow", "lamp", "stopped")).contains("by hand");
            assertThat(store.queue("q").count()).isEqualTo(1);
            assertThat(told.poll(1, SECONDS)).contains("serai.db", "Another process holds it");
            assertThatThrownBy(() -> store.put("flow", "lamp", "stopped", "no"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Another process holds it");
            assertThat(store.get("flow", "lamp", "stopped")).contains("no");

            other.close();

            assertThat(told.poll(20, SECONDS)).isEqualTo("works");
        }
        try (SqliteStore store = open()) {
            assertThat(store.get("flow", "lamp", "stopped")).contains("no");
        }
        assertNothingSetAside();
    }

    @Test
    void isNotReadableWhileAnotherProcessHoldsItAloneAndIsAfterwards() throws Exception {
        Connection other = other("PRAGMA locking_mode = EXCLUSIVE");
        try (SqliteStore store = open()) {
            assertThat(store.isReadable()).isFalse();
            assertThatThrownBy(() -> store.get("flow", "lamp", "stopped"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Another process holds it");

            other.close();

            assertThat(told.poll(1, SECONDS)).contains("Another process holds it");
            assertThat(told.poll(30, SECONDS)).isEqualTo("works");
            assertThat(store.isReadable()).isTrue();
            assertThat(store.queue("q").count()).isEqualTo(1);
            assertThat(store.get("flow", "lamp", "stopped")).contains("by hand");
        }
        assertNothingSetAside();
    }

    @Test
    void whatWasRefusedIsTriedOnceMoreWhenTheStoreIsClosed() throws Exception {
        SqliteStore store = open();
        try (Connection _ = other("PRAGMA busy_timeout = 0")) {
            assertThatThrownBy(() ->
                            store.commit(new Changes().state("lamp", "dark", "a", "1"))
                                    .toCompletableFuture()
                                    .get(20, SECONDS))
                    .hasMessageContaining("Another process holds it");
            assertThat(store.states(StateFilter.ALL, 1))
                    .containsExactly(new StateRow("lamp", "dark", "a", "1"));
        }
        store.close();

        try (SqliteStore next = open()) {
            assertThat(next.states("lamp", "dark")).containsEntry("a", "1");
        }
    }
}

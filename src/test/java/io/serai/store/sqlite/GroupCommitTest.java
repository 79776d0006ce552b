package io.serai.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.store.Change;
import io.serai.store.Changes;
import io.serai.store.StoreException;
import io.serai.store.StoreWatch;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// What the one writer does when a change or the disk is no good.
class GroupCommitTest implements StoreWatch {

    @TempDir private Path folder;
    private final VirtualTimekeeper time = new VirtualTimekeeper(Instant.EPOCH);
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder.resolve("serai.db"), time, 10, this);
    }

    @AfterEach
    void close() {
        store.close();
    }

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

    private static void await(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(20, SECONDS);
    }

    private static Changes work(Change.Work.Sql sql) {
        return new Changes().add(new Change.Work(1, sql));
    }

    @Test
    void aChangeThatThrowsFailsAloneAndTheWriterGoesOn() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        CompletionStage<Void> first =
                store.commit(
                        work(_ -> {
                            begun.countDown();
                            try {
                                goOn.await();
                            } catch (InterruptedException e) {
                                throw new SQLException(e);
                            }
                        }));
        begun.await();
        CompletionStage<Void> before = store.commit(new Changes().state("f", "n", "a", "1"));
        CompletionStage<Void> bad =
                store.commit(
                        work(_ -> {
                            throw new IllegalStateException("no");
                        }));
        CompletionStage<Void> worse =
                store.commit(
                        work(_ -> {
                            throw new StackOverflowError();
                        }));
        CompletionStage<Void> after = store.commit(new Changes().state("f", "n", "b", "2"));
        goOn.countDown();

        await(first);
        await(before);
        await(after);
        assertThatThrownBy(() -> await(bad)).hasCauseInstanceOf(StoreException.class);
        assertThatThrownBy(() -> await(worse)).hasCauseInstanceOf(StoreException.class);
        assertThat(store.states("f", "n")).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(told).containsExactly("works");
    }

    @Test
    void whatWaitsIsBoundedInBytes() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        CompletionStage<Void> first =
                store.commit(
                        work(_ -> {
                            begun.countDown();
                            try {
                                goOn.await();
                            } catch (InterruptedException e) {
                                throw new SQLException(e);
                            }
                        }));
        begun.await();
        var large = MqttMessage.of("t", new byte[1024 * 1024], Qos.AT_LEAST_ONCE, false);
        List<CompletableFuture<Void>> tried = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tried.add(store.queue("q").append(large).kept().toCompletableFuture());
        }
        long refused = tried.stream().filter(CompletableFuture::isCompletedExceptionally).count();
        CompletionStage<Void> state = store.commit(new Changes().state("f", "n", "a", "1"));
        goOn.countDown();

        await(first);
        assertThat(refused).isBetween(20L, 30L);
        assertThatThrownBy(() -> await(state)).hasCauseInstanceOf(StoreException.class);
        assertThat(store.states("f", "n")).isEqualTo(Map.of("a", "1"));
        assertThat(store.queue("q").after(0, 100)).hasSize(40 - (int) refused);
    }

    @Test
    void aFileThatAnotherProcessHoldsIsWrittenWhenItIsFree() throws Exception {
        try (Connection other =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("serai.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            CompletionStage<Void> state = store.commit(new Changes().state("f", "n", "a", "1"));
            CompletionStage<Void> message =
                    store.queue("q")
                            .append(
                                    MqttMessage.of(
                                            "t", "m".getBytes(UTF_8), Qos.AT_LEAST_ONCE, false))
                            .kept();
            assertThatThrownBy(() -> await(message)).hasMessageContaining("Another process");
            assertThatThrownBy(() -> await(state)).hasMessageContaining("Another process");
            assertThat(store.states("f", "n")).isEqualTo(Map.of("a", "1"));
            statement.execute("ROLLBACK");
        }
        assertThat(told.poll(1, SECONDS)).isEqualTo("works");
        assertThat(told.poll(1, SECONDS)).contains("Another process holds it");
        assertThat(told.poll(20, SECONDS)).isEqualTo("works");
        store.close();
        open();
        assertThat(store.states("f", "n")).isEqualTo(Map.of("a", "1"));
        assertThat(store.queue("q").count()).isZero();
    }

    @Test
    void aFileThatCannotBeOpenedOnAFullDiskIsTriedUntilItIsOpen() throws Exception {
        var full = new SQLException("full", "", 13);
        var tries = new AtomicInteger();
        GroupCommit.Opening opening =
                () -> {
                    if (tries.incrementAndGet() <= 2) {
                        throw full;
                    }
                    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("other.db"));
                };
        told.clear();
        var commits =
                new GroupCommit(
                        new GroupCommit.Services(
                                folder.resolve("other.db"), opening, _ -> {}, this),
                        null,
                        full);

        assertThat(told.poll(20, SECONDS)).contains("Free space");
        assertThat(told.poll(60, SECONDS)).isEqualTo("works");
        assertThat(tries).hasValue(3);
        commits.close();
    }

    @Test
    void ofTwoChangesOfACellTheLaterOneHoldsAlsoAfterARefusal() throws Exception {
        store.close();
        store = SqliteStore.openSmall(folder.resolve("small.db"), time, 10, 30);
        var big = MqttMessage.of("t", new byte[60_000], Qos.AT_LEAST_ONCE, false);
        long id = store.queue("q").append(big).id();
        await(store.commit(new Changes().state("f", "n", "small", "0")));
        var old = new Changes();
        for (int i = 0; i < 10; i++) {
            old.state("f", "n", "k" + i, "\"" + "x".repeat(4_000) + "\"");
        }
        assertThatThrownBy(() -> await(store.commit(old.state("f", "n", "small", "1"))))
                .hasMessageContaining("cannot be written");
        await(store.commit(new Changes().state("f", "n", "small", "2")));
        store.queue("q").remove(id);
        await(store.commit(new Changes().state("f", "n", "small", "2")));

        store.close();
        store = SqliteStore.open(folder.resolve("small.db"), time, 10);
        assertThat(store.states("f", "n")).containsEntry("small", "2");
    }
}

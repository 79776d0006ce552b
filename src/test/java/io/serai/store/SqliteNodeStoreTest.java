package io.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.sqlite.SqliteStore;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class SqliteNodeStoreTest extends NodeStoreContract {

    @TempDir private Path folder;
    private final VirtualTimekeeper time = new VirtualTimekeeper(Instant.EPOCH);
    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder.resolve("serai.db"), time, 10);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    NodeStore store() {
        return store;
    }

    @Override
    MessageQueues queues() {
        return store;
    }

    private SqliteStore asKilledNow() throws Exception {
        Path copy = Files.createTempDirectory(folder, "killed");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                Files.copy(each, copy.resolve(each.getFileName().toString()));
            }
        }
        return SqliteStore.open(copy.resolve("serai.db"), time, 10);
    }

    @Test
    void whatIsInOneTransactionIsThereWholeAfterAKillOrNotAtAll() throws Exception {
        append("in", "cause");
        MessageQueue queue = store.queue("in");
        var changes = new Changes().state("lamp", "dark", "a", "\"ON\"").set(timer("lamp", "t", 5));
        queue.remove(queue.after(0, 1).getFirst().id(), changes);
        store.failed().add(FailedMessagesContract.failure("lamp", "late"), changes);

        try (SqliteStore before = asKilledNow()) {
            assertThat(before.queue("in").count()).isEqualTo(1);
            assertThat(before.states("lamp", "dark")).isEmpty();
            assertThat(before.timers("lamp")).isEmpty();
            assertThat(before.failed().count()).isZero();
        }
        commit(changes);
        try (SqliteStore after = asKilledNow()) {
            assertThat(after.queue("in").count()).isZero();
            assertThat(after.states("lamp", "dark")).isEqualTo(Map.of("a", "\"ON\""));
            assertThat(after.timers("lamp")).containsExactly(timer("lamp", "t", 5));
            assertThat(after.failed().count()).isEqualTo(1);
        }
    }

    @Test
    void aRenameOfAFlowSurvivesAKillWithAllThatWaits() throws Exception {
        append(MessageQueues.inbox("old", "r"), "1");
        append(MessageQueues.inbox("new", "r"), "2");
        append(MessageQueues.inbox("older", "r"), "3");
        commit(new Changes().state("old", "dark", "a", "1"));

        var renamed = new Changes();
        store.renameFlow("old", "new", renamed);
        store.rename(MessageQueues.inbox("old", "r"), MessageQueues.inbox("new", "r"), renamed);
        store.write(renamed);

        try (SqliteStore after = asKilledNow()) {
            assertThat(after.waiting())
                    .isEqualTo(
                            List.of("inbox new r", "inbox older r").stream()
                                    .collect(java.util.stream.Collectors.toSet()));
            assertThat(after.queue("inbox new r").after(0, 10)).hasSize(2);
            assertThat(after.states("new", "dark")).isEqualTo(Map.of("a", "1"));
        }
    }
}

package io.serai.store;

import io.serai.store.sqlite.SqliteStore;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;

class SqliteFailedMessagesTest extends FailedMessagesContract {

    @TempDir private Path folder;
    private final VirtualTimekeeper time = new VirtualTimekeeper(Instant.EPOCH);
    private SqliteStore messages;

    @BeforeEach
    void open() {
        messages = SqliteStore.open(folder.resolve("messages.db"), time, 100);
    }

    @AfterEach
    void close() {
        messages.close();
    }

    @Override
    FailedMessages failed() {
        return messages.failed();
    }
}

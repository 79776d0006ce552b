package io.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.List;
import java.util.Optional;

class SqliteFailedMessagesTest extends FailedMessagesContract {

    @TempDir private Path folder;
    private final VirtualTimekeeper time = new VirtualTimekeeper(Instant.EPOCH);
    private SqliteMessages messages;

    @BeforeEach
    void open() {
        messages = SqliteMessages.open(folder.resolve("messages.db"), time, 100);
    }

    @AfterEach
    void close() {
        messages.close();
    }

    @Override
    FailedMessages failed() {
        return messages.failed();
    }

    @Test
    void aFileOfBeforeRoutesWereNotedIsReadAndGoesOn() throws Exception {
        Path old = folder.resolve("old.db");
        writeAsBefore(old);

        List<FailedMessage> unopened = SqliteMessages.failedIn(old, 10);
        try (SqliteMessages opened = SqliteMessages.open(old, time, 100)) {
            opened.failed().add(failure("tank", "new")).toCompletableFuture().join();

            assertThat(unopened)
                    .singleElement()
                    .satisfies(only -> {
                        assertThat(only.route()).isEmpty();
                        assertThat(only.reason()).isEqualTo("no");
                        assertThat(only.message().payload()).isEqualTo("old".getBytes(UTF_8));
                    });
            assertThat(opened.failed().list(Optional.empty(), 10))
                    .extracting(each -> each.failure().route())
                    .containsExactly("tank-in", "");
        }
    }

    private static void writeAsBefore(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "CREATE TABLE failed (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL,"
                            + " flow TEXT NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL, "
                            + MessageRow.DEFINITION
                            + ")");
            statement.executeUpdate(
                    "INSERT INTO failed VALUES (1, 0, 'tank', 'tank.yaml:1', 'no', 't', x'6f6c64', 1, 0, 0,"
                            + " NULL)");
        }
    }
}

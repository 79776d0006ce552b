package io.serai.store;

import io.serai.store.sqlite.SqliteStore;
import io.serai.time.Timekeeper;

import java.nio.file.Path;

/// A disk that gets full, for tests of other rooms.
public final class SmallDisk {

    private SmallDisk() {}

    /// Messages in a file that takes no more than so many pages of 4 KiB.
    public static SqliteMessages messages(Path file, Timekeeper time, int pages) {
        return new SqliteMessages(SqliteStore.openSmall(file, time, 100, pages));
    }
}

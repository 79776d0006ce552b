package io.serai.broker.hivemq;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much can still be written where the broker's files are.
@FunctionalInterface
public interface FreeSpace {

    long bytes() throws IOException;

    /// Of the disk that holds `folder`.
    static FreeSpace around(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return store::getUsableSpace;
    }
}

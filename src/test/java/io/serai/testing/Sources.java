package io.serai.testing;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Route files as flows, for tests.
public final class Sources {

    private Sources() {}

    /// The flow in a file that refers to nothing outside it.
    public static FlowSource of(Path file) throws IOException {
        return FlowSource.of(FlowFile.of(file).orElseThrow(), Files.readString(file));
    }
}

package io.serai.deploy;

import io.serai.flow.Problem;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads the files people write.
final class SourceFile {

    static final long MAX_BYTES = 1_000_000;

    private SourceFile() {}

    /// The text of `file`; empty, with the reason among `problems`, when it cannot be one of a house.
    static Optional<String> read(Path file, List<Problem> problems) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                problems.add(
                        new Problem(file, 0, "is larger than 1 MB, which no route file needs."));
                return Optional.empty();
            }
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException _) {
            problems.add(new Problem(file, 0, "does not exist."));
        } catch (MalformedInputException _) {
            problems.add(new Problem(file, 0, "is not UTF-8 text."));
        } catch (IOException e) {
            problems.add(new Problem(file, 0, "cannot be read: " + e.getMessage()));
        }
        return Optional.empty();
    }
}

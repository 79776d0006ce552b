package io.serai.routes;

import io.serai.flow.Problem;
import io.serai.yaml.YamlText;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads the files people write.
public final class SourceFile {

    private SourceFile() {}

    /// The text of `file`; empty, with the reason among `problems`, when it cannot be one of a house.
    public static Optional<String> read(Path file, List<Problem> problems) {
        try {
            return Optional.of(YamlText.read(file));
        } catch (NoSuchFileException _) {
            problems.add(new Problem(file, 0, "does not exist."));
        } catch (CharacterCodingException _) {
            problems.add(new Problem(file, 0, "is not UTF-8 text."));
        } catch (IOException e) {
            problems.add(new Problem(file, 0, "cannot be read: " + YamlText.why(e)));
        }
        return Optional.empty();
    }
}

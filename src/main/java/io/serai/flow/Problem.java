package io.serai.flow;

import java.nio.file.Path;

/// Something in a file that must be mended, in the form editors jump to.
///
/// @param line from 1; 0 when the whole file is meant
/// @param text a sentence; a full stop is added when it ends without one
public record Problem(Path file, int line, String text) {

    public Problem {
        if (!text.endsWith(".") && !text.endsWith("?")) {
            text += ".";
        }
    }

    @Override
    public String toString() {
        return line > 0 ? "%s:%d: %s".formatted(file, line, text) : file + ": " + text;
    }
}

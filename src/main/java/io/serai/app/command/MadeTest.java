package io.serai.app.command;

import io.serai.flowtest.read.TestFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A test file that a command writes. What is there already is the owner's, and stays unless they say
/// otherwise.
///
/// @param force writes over it
/// @param append adds the test to it
record MadeTest(Path file, boolean force, boolean append) {

    /// @param wanted as the owner says; null for the place beside the route file
    /// @param route file of the flow
    /// @throws CommandFailedException when a file of that name is no test of the flow, or is there already
    static MadeTest of(
            @Nullable Path wanted, Path route, String flow, boolean force, boolean append) {
        String name = flow + ".test.yaml";
        Path file = wanted == null ? route.resolveSibling(name) : wanted;
        if (!TestFile.flowOf(file).filter(flow::equals).isPresent()) {
            throw new CommandFailedException(
                    "Tests of %s are found in files called %s, not in %s; another folder is fine."
                            .formatted(flow, name, file));
        }
        if (Files.exists(file) && !force && !append) {
            throw new CommandFailedException(
                    "%s is there already. --append adds the test to it, --force writes over it; or name a file in another folder."
                            .formatted(file));
        }
        return new MadeTest(file, force, append);
    }

    /// @param name of the test in `text`
    void write(String text, String name) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            boolean there = Files.exists(file);
            if (append && there) {
                String old = Files.readString(file);
                if (TestFile.parse(file, old).names().contains(name)) {
                    throw new CommandFailedException(
                            "%s has a test \"%s\" already.".formatted(file, name));
                }
                String gap = old.isBlank() ? "" : old.endsWith("\n") ? "\n" : "\n\n";
                Files.writeString(file, gap + text, StandardOpenOption.APPEND);
            } else if (force) {
                Files.writeString(file, text);
            } else {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            }
        } catch (IOException e) {
            throw new CommandFailedException("%s cannot be written: %s.".formatted(file, e));
        }
    }
}

package io.serai.deploy.watch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// Tells files that a process is still writing, as far as the system lets us see: on Linux, and of the
/// processes of our own user (of all when we are root).
final class OpenFiles {

    private static final Path PROC = Path.of("/proc");
    private static final int WRITING = 3; // O_WRONLY | O_RDWR

    private OpenFiles() {}

    /// Whether any of `files` is open for writing elsewhere.
    static boolean anyBeingWritten(Set<Path> files) {
        if (files.isEmpty() || !Files.isDirectory(PROC)) {
            return false;
        }
        String self = String.valueOf(ProcessHandle.current().pid());
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (!process.endsWith(self) && writes(process, files)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // not to be seen here; what is half written is found by the check
        }
        return false;
    }

    private static boolean writes(Path process, Set<Path> files) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path each : open) {
                if (files.contains(Files.readSymbolicLink(each))
                        && isForWriting(process.resolve("fdinfo").resolve(each.getFileName()))) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return false; // it has ended, or is another user's
        }
        return false;
    }

    private static boolean isForWriting(Path info) throws IOException {
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("flags:"))
                .anyMatch(line ->
                        (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & WRITING)
                                != 0);
    }
}

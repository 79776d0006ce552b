package io.serai.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What is wrong with a file, gathered while it is read. Not thread-safe.
final class Problems {

    private final Path file;
    private final List<Problem> found = new ArrayList<>();

    private record Problem(int line, String message) {}

    Problems(Path file) {
        this.file = file;
    }

    void add(int line, String message) {
        found.add(new Problem(line, message));
    }

    int count() {
        return found.size();
    }

    /// In order of line.
    List<String> lines() {
        return found.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(problem -> "%s:%d: %s".formatted(file, problem.line(), problem.message()))
                .toList();
    }
}

package io.serai.yaml;

import io.serai.flow.Problem;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What is wrong with a file, gathered while it is read. Not thread-safe.
public final class Problems {

    private final Path file;
    private final List<Problem> found = new ArrayList<>();

    public Problems(Path file) {
        this.file = file;
    }

    public void add(int line, String message) {
        found.add(new Problem(file, line, message));
    }

    public int count() {
        return found.size();
    }

    public void add(Problem problem) {
        found.add(problem);
    }

    /// In order of line.
    public List<Problem> all() {
        return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }

    /// The same as people read them.
    public List<String> lines() {
        return found.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(Problem::toString)
                .toList();
    }
}

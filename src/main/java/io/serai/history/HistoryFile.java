package io.serai.history;

import io.serai.flow.Problem;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// What `history.yaml` asks for, and what is wrong in it.
///
/// @param entries not to be used when there are problems
public record HistoryFile(List<HistoryEntry> entries, List<Problem> problems) {

    /// What it is called in the folder of the routes.
    public static final String NAME = "history.yaml";

    /// Of a house without such a file.
    public static final HistoryFile EMPTY = new HistoryFile(List.of(), List.of());

    public HistoryFile {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    /// Reads a text; an empty one asks for nothing.
    ///
    /// @param file what problems name
    /// @param devices ids of those there are
    public static HistoryFile parse(Path file, String text, Collection<String> devices) {
        return new HistoryReader(file, devices).read(text);
    }
}

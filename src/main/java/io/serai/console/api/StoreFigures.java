package io.serai.console.api;

import io.serai.observe.MetricSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How large the gateway's databases are, for Prometheus. Thread-safe.
///
/// @param data the folder that they are in
public record StoreFigures(Path data) implements MetricSource {

    private static final List<String> DATABASES = List.of("serai.db", "history.db");

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (String name : DATABASES) {
            long bytes = size(name) + size(name + "-wal");
            if (bytes > 0) {
                figures.add(
                        new Figure(
                                "store_bytes",
                                "Size of a database, with what is not yet in its main file.",
                                Map.of("file", name),
                                bytes));
            }
        }
        return figures;
    }

    /// Zero of what is not there, as in a house that keeps nothing.
    private long size(String name) {
        return data.resolve(name).toFile().length();
    }
}

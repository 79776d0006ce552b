package io.serai.check;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/// The ids of all routes of a house, which no two may share.
final class RouteIds {

    private record Place(Path file, int line) {}

    private final Map<String, Place> taken;
    private final Path file;

    private RouteIds(Map<String, Place> taken, Path file) {
        this.taken = taken;
        this.file = file;
    }

    /// @param others ids that are taken, and by which files
    static RouteIds besides(Map<String, Path> others) {
        Map<String, Place> taken = new HashMap<>();
        others.forEach((id, file) -> taken.put(id, new Place(file, 0)));
        return new RouteIds(taken, Path.of(""));
    }

    /// For the routes of `other`.
    RouteIds in(Path other) {
        return new RouteIds(taken, other);
    }

    void take(String id, int line, ObjIntConsumer<String> problem) {
        Place first = taken.putIfAbsent(id, new Place(file, line));
        if (first != null) {
            problem.accept(
                    "route id \"%s\" is taken %s; give this route another"
                            .formatted(
                                    id,
                                    first.file().equals(file)
                                            ? "in line %d already".formatted(first.line())
                                            : "by " + first.file()),
                    line);
        }
    }
}

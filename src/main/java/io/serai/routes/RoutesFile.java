package io.serai.routes;

import io.serai.flow.FlowFile;
import io.serai.flowtest.read.TestFile;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// One file of a house.
///
/// @param path within the routes folder, with forward slashes
/// @param flow id of the flow that it is, or that it tests
/// @param etag of its content; another content has another one
public record RoutesFile(
        String path, Kind kind, Optional<String> flow, String etag, long bytes, Instant modified) {

    /// What a file of a house is, by its name.
    public enum Kind {
        FLOW,
        JAVA,
        TEST,
        KAMELET,
        DEVICES,
        DASHBOARD,
        HISTORY,
        SETTINGS;

        public static Kind of(String path) {
            return switch (path) {
                case RoutesFolder.DEVICES -> DEVICES;
                case "dashboard.yaml" -> DASHBOARD;
                case "history.yaml" -> HISTORY;
                case RoutesFolder.SETTINGS -> SETTINGS;
                default -> {
                    if (path.endsWith(".kamelet.yaml")) {
                        yield KAMELET;
                    }
                    if (path.endsWith(".test.yaml")) {
                        yield TEST;
                    }
                    yield path.endsWith(".java") ? JAVA : FLOW;
                }
            };
        }
    }

    public static Optional<String> flowOf(Path file) {
        return FlowFile.of(file).map(FlowFile::id).or(() -> TestFile.flowOf(file));
    }
}

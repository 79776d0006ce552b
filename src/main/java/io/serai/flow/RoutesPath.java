package io.serai.flow;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/// A file of a house by its path within the routes folder, with forward slashes; never one outside it,
/// nor one that is no part of a house.
public record RoutesPath(String text) {

    private static final int MOST_CHARACTERS = 250;
    private static final Set<String> SINGLE =
            Set.of("devices.yaml", "dashboard.yaml", "history.yaml", "settings.properties");

    /// @throws IllegalArgumentException that says why `text` is no such path
    public RoutesPath {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "a path has at most %d characters".formatted(MOST_CHARACTERS));
        }
        if (text.chars().anyMatch(each -> each == '\\' || Character.isISOControl(each))) {
            throw new IllegalArgumentException(
                    "a path has forward slashes, and no control characters");
        }
        // The empty part is that of a leading, a double or a trailing slash; hidden files are left
        // out
        // of a house, and "." and ".." are among them.
        if (Arrays.stream(text.split("/", -1))
                .anyMatch(part -> part.isEmpty() || part.startsWith("."))) {
            throw new IllegalArgumentException(
                    "a path lies within the routes folder, without a leading slash, \"..\" and hidden"
                            + " files");
        }
        if (!SINGLE.contains(text) && !isPartOfAHouse(text)) {
            throw new IllegalArgumentException(
                    "a house is made of NAME.camel.yaml, Name.java, kamelets/NAME.kamelet.yaml,"
                            + " NAME.test.yaml, devices.yaml, dashboard.yaml, history.yaml and settings.properties");
        }
    }

    private static boolean isPartOfAHouse(String text) {
        return FlowFile.of(Path.of(text)).isPresent()
                || text.matches(".*[^/]\\.(kamelet|test)\\.yaml");
    }
}

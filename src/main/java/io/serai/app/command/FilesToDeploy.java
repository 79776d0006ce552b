package io.serai.app.command;

import io.serai.flow.RoutesPath;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files that `serai deploy` was given.
///
/// @param texts by path within the routes folder
/// @param leftOut files of given folders that are no part of a house, hidden ones excepted
record FilesToDeploy(Map<String, String> texts, List<String> leftOut) {

    private static final String KAMELET = ".kamelet.yaml";

    /// What the gateway takes, less what JSON puts around it.
    private static final int MOST_CHARACTERS = 9_000_000;

    /// @throws CommandFailedException when they cannot be deployed together
    /// @throws IOException when one cannot be read
    static FilesToDeploy of(List<String> names) throws IOException {
        var files = new FilesToDeploy(new TreeMap<>(), new ArrayList<>());
        for (String name : names) {
            Path given = Path.of(name);
            if (Files.isDirectory(given)) {
                files.addFolder(given);
            } else {
                String file = given.getFileName().toString();
                files.add(
                        given, checked(file.endsWith(KAMELET) ? "kamelets/" + file : file, given));
            }
        }
        if (files.texts.isEmpty()) {
            throw new CommandFailedException(
                    "Nothing was deployed. There is no file of a house in "
                            + String.join(", ", names));
        }
        if (files.texts.values().stream().mapToInt(String::length).sum() > MOST_CHARACTERS) {
            throw new CommandFailedException(
                    "Nothing was deployed. The files have more than %d characters together."
                            .formatted(MOST_CHARACTERS));
        }
        return files;
    }

    private static String checked(String path, Path file) {
        try {
            return new RoutesPath(path).text();
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    "Nothing was deployed. %s: %s.".formatted(file, e.getMessage()));
        }
    }

    private void addFolder(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                Path path = folder.relativize(file);
                if (isHidden(path)) {
                    continue;
                }
                if (isPartOfAHouse(path)) {
                    add(file, path.toString());
                } else {
                    leftOut.add(file.toString());
                }
            }
        }
    }

    private static boolean isHidden(Path path) {
        for (Path part : path) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPartOfAHouse(Path path) {
        try {
            return new RoutesPath(path.toString()).text().length() > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void add(Path file, String path) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException _) {
            throw new CommandFailedException(
                    "Nothing was deployed. %s does not exist.".formatted(file));
        } catch (MalformedInputException _) {
            throw new CommandFailedException(
                    "Nothing was deployed. %s is not UTF-8 text.".formatted(file));
        }
        if (text.isEmpty()) {
            throw new CommandFailedException(
                    "Nothing was deployed. %s is empty; to take a flow out of the house, delete its"
                                    .formatted(file)
                            + " file in the routes folder.");
        }
        if (texts.put(path, text) != null) {
            throw new CommandFailedException(
                    "Nothing was deployed. Two of the files would become %s.".formatted(path));
        }
    }
}

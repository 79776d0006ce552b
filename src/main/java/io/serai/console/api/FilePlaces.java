package io.serai.console.api;

import java.nio.file.Path;

/// Names files of the house in texts as they are called within it, `routes/lamp.camel.yaml:7`, whatever
/// folder of the machine it lies in.
public final class FilePlaces {

    private final String absolute;
    private final String asSet;
    private final String name;

    /// @param routes the folder of the route files
    public FilePlaces(Path routes) {
        String separator = routes.getFileSystem().getSeparator();
        absolute = routes.toAbsolutePath().normalize() + separator;
        asSet = routes + separator;
        Path last = routes.getFileName();
        name = last == null ? "" : last + "/";
    }

    public String in(String text) {
        return text.replace(absolute, name).replace(asSet, name);
    }
}

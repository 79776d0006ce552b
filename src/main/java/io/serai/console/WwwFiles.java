package io.serai.console;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The owner's own web files, in `www.dir`, served as they are below `/www/`. Thread-safe.
final class WwwFiles {

    static final String PREFIX = "/www/";
    private static final String INDEX = "index.html";

    private final Path folder;

    WwwFiles(Path folder) {
        this.folder = folder;
    }

    /// The file that `path` asks for; null when there is none, or it is outside the folder or hidden.
    @Nullable Path find(String path) {
        try {
            String name =
                    URLDecoder.decode(
                            path.substring(PREFIX.length()).replace("+", "%2B"),
                            StandardCharsets.UTF_8);
            if (name.startsWith("/") || name.contains("\\")) {
                return null;
            }
            Path wanted = Path.of(name);
            for (Path part : wanted) {
                if (part.toString().startsWith(".")) {
                    return null;
                }
            }
            Path file = folder.resolve(wanted);
            if (Files.isDirectory(file)) {
                file = file.resolve(INDEX);
            }
            // A link that leads out of the folder is not followed.
            return Files.isRegularFile(file) && file.toRealPath().startsWith(folder.toRealPath())
                    ? file
                    : null;
        } catch (IllegalArgumentException _) {
            return null; // no name that a file can have
        } catch (IOException _) {
            return null; // gone meanwhile, or not readable: not found
        }
    }
}

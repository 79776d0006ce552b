package io.serai.console;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The files of the page, from the gateway's own jar. Thread-safe.
final class PageFiles {

    private static final String FOLDER = "/console/";
    private static final String INDEX = "index.html";
    private static final String ICON = "icon.svg"; // what browsers ask for by themselves
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._/-]*");

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "webmanifest", "application/manifest+json");

    private final Map<String, PageFile> read = new ConcurrentHashMap<>();

    /// The file that `path` asks for; null when there is none.
    @Nullable PageFile find(String path) {
        String name =
                path.equals("/") ? INDEX : path.equals("/favicon.ico") ? ICON : path.substring(1);
        PageFile known = read.get(name);
        if (known != null) {
            return known;
        }
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(name).matches() || name.contains("..")) {
            return null;
        }
        try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                return null;
            }
            PageFile file = PageFile.of(type, in.readAllBytes(), name.equals(INDEX));
            read.put(name, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.serai.console;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

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

    /// @param compressed by gzip; the same as `plain` when that is no gain
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record PageFile(String type, byte[] plain, byte[] compressed, String etag, boolean isIndex) {

        boolean isCompressed() {
            return compressed.length < plain.length;
        }

        /// Whether the name changes with the content.
        boolean isForEver(String path) {
            return path.startsWith("/chunk/");
        }
    }

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
            byte[] plain = in.readAllBytes();
            byte[] compressed = compressed(plain);
            var crc = new CRC32();
            crc.update(plain);
            var file =
                    new PageFile(
                            type,
                            plain,
                            compressed.length < plain.length ? compressed : plain,
                            "\"%08x\"".formatted(crc.getValue()),
                            name.equals(INDEX));
            read.put(name, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] compressed(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}

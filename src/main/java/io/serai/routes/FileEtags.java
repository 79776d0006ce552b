package io.serai.routes;

import io.serai.yaml.YamlText;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What contents are told apart by. A file is read again only when it was written since. Thread-safe.
public final class FileEtags {

    private static final int BYTES = 16;

    /// What changes with every write.
    private record Stamp(FileTime modified, long size, String key) {}

    private record Known(Stamp stamp, String etag) {}

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String of(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The etag of a file as it is on disk.
    ///
    /// @throws IOException when the file cannot be read
    public String of(Path file, BasicFileAttributes attributes) throws IOException {
        var stamp =
                new Stamp(
                        attributes.lastModifiedTime(),
                        attributes.size(),
                        String.valueOf(attributes.fileKey()));
        Known before = known.get(file);
        if (before != null && before.stamp().equals(stamp)) {
            return before.etag();
        }
        String etag = of(YamlText.bytes(file));
        known.put(file, new Known(stamp, etag));
        return etag;
    }

    /// Forgets all other files.
    public void keepOnly(Set<Path> files) {
        known.keySet().retainAll(files);
    }
}

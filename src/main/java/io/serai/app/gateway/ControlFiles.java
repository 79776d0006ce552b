package io.serai.app.gateway;

import io.serai.store.StoreException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// How the command line finds the gateway that runs and shows that it may command it: two files in
/// `data.dir`, there from start to stop.
public final class ControlFiles implements AutoCloseable {

    private static final int TOKEN_BYTES = 32;

    private final Path data;
    private final String token;

    private ControlFiles(Path data, String token) {
        this.data = data;
        this.token = token;
    }

    /// The token's file, which its owner alone can read.
    public static Path token(Path data) {
        return data.resolve("control.token");
    }

    /// The file that says where the gateway answers.
    public static Path url(Path data) {
        return data.resolve("gateway.url");
    }

    /// Makes a token.
    ///
    /// @throws StoreException when it cannot be written
    public static ControlFiles make(Path data) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        var files = new ControlFiles(data, HexFormat.of().formatHex(random));
        write(token(data), files.token, "rw-------");
        return files;
    }

    public String token() {
        return token;
    }

    /// Writes down where the console of this gateway is.
    ///
    /// @throws StoreException when it cannot be written
    public void tellUrl(String url) {
        write(url(data), url, "rw-r--r--");
    }

    /// Whole or not at all, and at no moment with wider permissions.
    private static void write(Path file, String text, String permissions) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions)));
            Files.writeString(fresh, text + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StoreException(
                    "%s cannot be written: %s. Make data.dir writable or name another."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(url(data));
        Files.deleteIfExists(token(data));
    }
}

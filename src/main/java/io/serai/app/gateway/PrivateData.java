package io.serai.app.gateway;

import io.serai.store.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Keeps what the gateway has on disk from other users of the machine, whatever the umask: messages, state and
/// secrets. What other programs keep in the same folder stays as it is.
final class PrivateData {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateData.class);

    /// What SQLite makes beside a database gets the permissions of the database.
    private static final List<String> DATABASES = List.of("serai.db", "history.db");

    /// What the last release kept.
    private static final String FORMER = "messages.db";

    private static final List<String> FOLDERS = List.of("broker", "recordings");
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final int STICKY = 01000;

    private PrivateData() {}

    /// Makes `data` and the databases in it when they are not there, and narrows what is.
    ///
    /// @throws StoreException when the folder cannot be made
    static void prepare(Path data) {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
            return; // the folder of a user is theirs there
        }
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new StoreException(
                    "%s cannot be made: %s. Make data.dir writable or name another."
                            .formatted(data, e.getMessage()),
                    e);
        }
        try {
            narrow(data);
        } catch (IOException e) {
            LOG.warn(
                    "{} may be readable by other users of this machine: {}. Give it to the user that the gateway"
                            + " runs as (chown -R), or narrow it yourself (chmod -R go= ...).",
                    data,
                    e.toString());
        }
    }

    private static void narrow(Path data) throws IOException {
        if (isShared(data)) {
            LOG.warn(
                    "data.dir = {} is a folder for everybody, so its permissions stay. Name one of the gateway's"
                            + " own.",
                    data);
        } else {
            restrict(data, FOLDER);
        }
        for (String each : DATABASES) {
            make(data.resolve(each));
        }
        try (var files = Files.newDirectoryStream(data)) {
            for (Path each : files) {
                String name = each.getFileName().toString();
                if ((name.startsWith(FORMER) || DATABASES.stream().anyMatch(name::startsWith))
                        && Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                    restrict(each, FILE);
                }
            }
        }
        for (String each : FOLDERS) {
            Path folder = data.resolve(each);
            if (Files.isDirectory(folder)) {
                Files.walkFileTree(folder, narrowing());
            }
        }
    }

    /// As `/tmp` is.
    private static boolean isShared(Path data) throws IOException {
        return ((int) Files.getAttribute(data, "unix:mode") & STICKY) != 0;
    }

    /// Empty, which is a database without tables.
    private static void make(Path database) throws IOException {
        try {
            Files.createFile(database, PosixFilePermissions.asFileAttribute(FILE));
        } catch (FileAlreadyExistsException _) {
            // Narrowed with the others.
        }
    }

    private static FileVisitor<Path> narrowing() {
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes its)
                    throws IOException {
                restrict(folder, FOLDER);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes its)
                    throws IOException {
                if (its.isRegularFile()) {
                    restrict(file, FILE);
                }
                return FileVisitResult.CONTINUE;
            }
        };
    }

    private static void restrict(Path path, Set<PosixFilePermission> most) throws IOException {
        Set<PosixFilePermission> now = new HashSet<>(Files.getPosixFilePermissions(path));
        if (now.retainAll(most)) {
            Files.setPosixFilePermissions(path, now);
        }
    }
}

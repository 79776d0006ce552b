package io.serai.broker;

import io.serai.broker.BrokerConfig.Persistence;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// The broker's files, held by one process at a time. With [Persistence#MEMORY] they are a temporary
/// folder that goes when it is closed. Not thread-safe.
final class BrokerFolder implements AutoCloseable {

    /// Data is spread over this many files of each kind by a hash of the client id or topic, so the
    /// number can never change under existing data. Each costs file handles and memory; a home needs
    /// few.
    static final int BUCKETS = 4;

    private static final String LAYOUT = "layout.properties";

    /// What the files are; a folder of an earlier version holds the queues in another form.
    private static final Map<String, String> OURS =
            new TreeMap<>(Map.of("buckets", String.valueOf(BUCKETS), "queues", "journal-1"));

    private final Path path;
    private final Persistence persistence;
    private final FileChannel lockFile;

    private BrokerFolder(Path path, Persistence persistence, FileChannel lockFile) {
        this.path = path;
        this.persistence = persistence;
        this.lockFile = lockFile;
    }

    static BrokerFolder open(Path dataDir, Persistence persistence) {
        Path path = dataDir.resolve("broker");
        try {
            if (persistence == Persistence.MEMORY) {
                path = Files.createTempDirectory("serai-broker-");
            }
            Files.createDirectories(path.resolve("extensions"));
            FileChannel channel = lock(path);
            try {
                checkLayout(path);
                return new BrokerFolder(path, persistence, channel);
            } catch (IOException | RuntimeException e) {
                closeAfter(channel, e);
                throw e;
            }
        } catch (IOException e) {
            throw new BrokerException(
                    "The broker cannot use the folder %s: %s. It did not start; make the folder writable or set data.dir."
                            .formatted(path, e),
                    e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        // HiveMQ locks the same file, so a HiveMQ of its own cannot open this folder either.
        FileChannel channel =
                FileChannel.open(
                        path.resolve("data.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new BrokerException(
                    "The folder %s is used by another broker. This one did not start; stop the other or set data.dir."
                            .formatted(path));
        }
        return channel;
    }

    private static void checkLayout(Path path) throws IOException {
        Path file = path.resolve(LAYOUT);
        if (Files.exists(file)) {
            for (Map.Entry<String, String> expected : OURS.entrySet()) {
                String found = read(file).getProperty(expected.getKey());
                if (!expected.getValue().equals(found)) {
                    throw new BrokerException(
                            "%s says %s = %s, this version of Serai reads %s. The broker did not start; use the version that wrote the folder, or move the folder away to begin with an empty one."
                                    .formatted(
                                            file, expected.getKey(), found, expected.getValue()));
                }
            }
            return;
        }
        if (Files.exists(path.resolve("persistence"))) {
            throw new BrokerException(
                    "%s holds broker data but no %s, so its layout is not known. The broker did not start; restore that file or move the folder away to begin with an empty one."
                            .formatted(path, LAYOUT));
        }
        Path draft = path.resolve(LAYOUT + ".new");
        Files.write(
                draft,
                OURS.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .toList(),
                StandardOpenOption.CREATE);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Properties read(Path file) throws IOException {
        var layout = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            layout.load(reader);
        }
        return layout;
    }

    private static void closeAfter(FileChannel channel, Exception failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    Path path() {
        return path;
    }

    /// Where HiveMQ looks for extensions of others; nothing puts any there.
    Path extensions() {
        return path.resolve("extensions");
    }

    /// Where the messages that wait for clients are.
    Path queues() {
        return path.resolve("queues");
    }

    @Override
    public void close() {
        try {
            lockFile.close();
            if (persistence == Persistence.MEMORY) {
                delete(path);
            }
        } catch (IOException e) {
            throw new BrokerException(
                    "The broker stopped, but its folder %s could not be let go: %s."
                            .formatted(path, e),
                    e);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path each, @Nullable IOException failure) throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        Files.delete(each);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}

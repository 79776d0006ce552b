package io.serai.broker.config;

import io.serai.broker.config.BrokerConfig.Persistence;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The broker's files, held by one process at a time. With [Persistence#MEMORY] they are a temporary
/// folder that goes when it is closed. Not thread-safe.
public final class BrokerFolder implements AutoCloseable {

    /// Data is spread over this many files of each kind by a hash of the client id or topic, so the
    /// number can never change under existing data. Each costs file handles and memory; a home needs
    /// few.
    public static final int BUCKETS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(BrokerFolder.class);

    private static final String LAYOUT = "layout.properties";

    /// What the files are; a folder of an earlier version holds the queues in another form.
    private static final Map<String, String> OURS = layout("journal-2");

    /// That can be taken over: what is written anew is in our form.
    private static final Set<Map<String, String>> KNOWN = Set.of(OURS, layout("journal-1"));

    private static final Pattern BUCKET = Pattern.compile("\\w+_(\\d{1,4})");

    private static Map<String, String> layout(String queues) {
        return new TreeMap<>(Map.of("buckets", String.valueOf(BUCKETS), "queues", queues));
    }

    private final Path path;
    private final Persistence persistence;
    private final FileChannel lockFile;
    private final List<String> problems;

    private BrokerFolder(
            Path path, Persistence persistence, FileChannel lockFile, List<String> problems) {
        this.problems = List.copyOf(problems);
        this.path = path;
        this.persistence = persistence;
        this.lockFile = lockFile;
    }

    public static BrokerFolder open(Path dataDir, Persistence persistence) {
        Path path = dataDir.resolve("broker");
        try {
            if (persistence == Persistence.MEMORY) {
                path = Files.createTempDirectory("serai-broker-");
            }
            Files.createDirectories(path.resolve("extensions"));
            FileChannel channel = lock(path);
            try {
                return new BrokerFolder(path, persistence, channel, checkLayout(path));
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

    /// @return what was found to be damaged, in words
    private static List<String> checkLayout(Path path) throws IOException {
        Path file = path.resolve(LAYOUT);
        Optional<Map<String, String>> found = read(file);
        if (found.filter(KNOWN::contains).isPresent()) {
            if (!found.get().equals(OURS)) {
                write(file); // the files themselves are taken over while they are read
            }
            return List.of();
        }
        int buckets = buckets(path.resolve("persistence"));
        if (buckets > 0 && (buckets != BUCKETS || !Files.isDirectory(path.resolve("queues")))) {
            throw new BrokerException(
                    "%s holds data of another version: %s says %s, this version of Serai reads %s. The broker did not start; use the version that wrote the folder, or move the folder away to begin with an empty one."
                            .formatted(
                                    path,
                                    LAYOUT,
                                    found.map(Map::toString).orElse("nothing"),
                                    OURS));
        }
        List<String> problems = new ArrayList<>();
        if (buckets > 0 || Files.exists(file)) {
            problems.add("%s was damaged and is written anew: nothing is lost".formatted(file));
            LOG.warn("Broker: {}.", problems.getFirst());
        }
        write(file);
        return problems;
    }

    private static void write(Path file) throws IOException {
        Path draft = file.resolveSibling(LAYOUT + ".new");
        Files.write(
                draft,
                OURS.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .toList());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// How many parts the stores have, as their folders tell; 0 when there are none.
    private static int buckets(Path persistence) throws IOException {
        if (!Files.isDirectory(persistence)) {
            return 0;
        }
        try (Stream<Path> all = Files.walk(persistence, 3)) {
            return all.map(each -> BUCKET.matcher(each.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToInt(each -> Integer.parseInt(each.group(1)) + 1)
                    .max()
                    .orElse(0);
        }
    }

    /// Absent when it is not there or no such file.
    private static Optional<Map<String, String>> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, String> layout = new TreeMap<>();
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        text.lines()
                .filter(line -> line.contains("="))
                .forEach(line ->
                        layout.put(
                                line.substring(0, line.indexOf('=')),
                                line.substring(line.indexOf('=') + 1)));
        return Optional.of(layout);
    }

    private static void closeAfter(FileChannel channel, Exception failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /// What was found to be damaged, in words.
    public List<String> problems() {
        return problems;
    }

    public Path path() {
        return path;
    }

    /// Where HiveMQ looks for extensions of others; nothing puts any there.
    public Path extensions() {
        return path.resolve("extensions");
    }

    /// Where the messages that wait for clients are.
    public Path queues() {
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

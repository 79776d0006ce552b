package io.serai.deploy.watch;

import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Tells when the files of a folder have changed and come to rest: nothing has happened to them for
/// [#SETTLE], and nobody has them open for writing. What the system does not tell of is found by looking
/// every [#LOOK]. Thread-safe.
public final class RoutesWatcher implements AutoCloseable {

    static final Duration SETTLE = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofSeconds(5);

    /// A file that somebody keeps open for longer is taken as it is.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(RoutesWatcher.class);

    /// How a file looked; a change of its content changes this.
    private record Stamp(long size, long changed, @Nullable Object key, boolean isReadable) {}

    /// A folder, which goes on being watched when it is moved away and another takes its name.
    private record Watched(WatchKey key, @Nullable Object folder) {

        boolean isOf(BasicFileAttributes attributes) {
            return key.isValid() && Objects.equals(folder, attributes.fileKey());
        }
    }

    private final Path folder;
    private final Timekeeper time;
    private final Runnable whenSettled;
    private final WatchService service;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, Watched> watched = new HashMap<>();
    private Map<Path, Stamp> settled = Map.of();
    private Timekeeper.@Nullable Task settling;
    private Timekeeper.@Nullable Task looking;
    private long firstChange;
    private boolean changing;
    private boolean closed;

    /// @param whenSettled called on a thread of its own
    /// @throws IOException when the system cannot watch files
    public RoutesWatcher(Path folder, Timekeeper time, Runnable whenSettled) throws IOException {
        this.folder = folder.toAbsolutePath().normalize();
        this.time = time;
        this.whenSettled = whenSettled;
        service = this.folder.getFileSystem().newWatchService();
    }

    /// From now on; what there is now counts as known.
    public void start() {
        lock.lock();
        try {
            settled = look();
            looking = time.scheduleEvery(LOOK, LOOK, this::lookAgain);
        } finally {
            lock.unlock();
        }
        Thread.ofPlatform().daemon().name("routes").start(this::listen);
    }

    @SuppressWarnings("IllegalCatch") // the watch must not end without a word
    private void listen() {
        try {
            while (true) {
                WatchKey key = service.take();
                try {
                    key.pollEvents();
                    key.reset();
                    changed();
                } catch (RuntimeException | Error e) {
                    LOG.error("A change in {} was not understood; it is looked for.", folder, e);
                }
            }
        } catch (ClosedWatchServiceException _) {
            // closed while waiting, which is how this ends
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAgain() {
        lock.lock();
        try {
            if (!changing && !look().equals(settled)) {
                changed();
            }
        } finally {
            lock.unlock();
        }
    }

    private void changed() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (!changing) {
                changing = true;
                firstChange = time.nanos();
            }
            if (settling != null) {
                settling.cancel();
            }
            settling = time.schedule(SETTLE, this::settle);
        } finally {
            lock.unlock();
        }
    }

    private void settle() {
        lock.lock();
        try {
            if (closed || !changing) {
                return;
            }
            Map<Path, Stamp> now = look();
            if (isBeingWritten(now)) {
                settling = time.schedule(SETTLE, this::settle);
                return;
            }
            changing = false;
            if (now.equals(settled)) {
                return;
            }
            settled = now;
        } finally {
            lock.unlock();
        }
        whenSettled.run();
    }

    /// Whether somebody writes what has changed, and not for too long.
    private boolean isBeingWritten(Map<Path, Stamp> now) {
        Set<Path> fresh = new HashSet<>();
        now.forEach((file, stamp) -> {
            if (!stamp.equals(settled.get(file))) {
                fresh.add(file);
            }
        });
        return time.nanos() - firstChange < LONGEST_WAIT.toNanos()
                && OpenFiles.anyBeingWritten(fresh);
    }

    /// Every file there is, and watches the folders they lie in. The lock is held.
    private Map<Path, Stamp> look() {
        Map<Path, Stamp> found = new HashMap<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        Set<Path> folders = new HashSet<>();
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path dir, BasicFileAttributes attributes) {
                            if (!dir.equals(folder) && isHidden(dir)) {
                                return FileVisitResult.SKIP_SUBTREE;
                            }
                            folders.add(dir);
                            watch(dir, attributes);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (!isHidden(file)) {
                                found.put(
                                        file,
                                        new Stamp(
                                                attributes.size(),
                                                attributes.lastModifiedTime().toMillis(),
                                                attributes.fileKey(),
                                                Files.isReadable(file)));
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            return FileVisitResult.CONTINUE; // gone since, or told when it is read
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path dir, @Nullable IOException e) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            LOG.warn("{} cannot be looked at: {}. It is tried again.", folder, e.getMessage());
        }
        forgetAllBut(folders);
        return found;
    }

    private void watch(Path dir, BasicFileAttributes attributes) {
        Watched before = watched.get(dir);
        if (before != null && before.isOf(attributes)) {
            return;
        }
        if (before != null) {
            before.key().cancel();
        }
        try {
            WatchKey key =
                    dir.register(
                            service,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
            watched.put(dir, new Watched(key, attributes.fileKey()));
        } catch (IOException e) {
            watched.remove(dir);
            LOG.debug("{} is looked at every {} s: {}", dir, LOOK.toSeconds(), e.getMessage());
        }
    }

    private void forgetAllBut(Set<Path> folders) {
        watched.entrySet()
                .removeIf(each -> {
                    boolean gone = !folders.contains(each.getKey());
                    if (gone) {
                        each.getValue().key().cancel();
                    }
                    return gone;
                });
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (settling != null) {
                settling.cancel();
            }
            if (looking != null) {
                looking.cancel();
            }
        } finally {
            lock.unlock();
        }
        try {
            service.close();
        } catch (IOException e) {
            LOG.warn("The watch on {} could not be closed: {}", folder, e.getMessage());
        }
    }
}

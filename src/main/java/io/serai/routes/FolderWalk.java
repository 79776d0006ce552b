package io.serai.routes;

import io.serai.yaml.YamlText;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// The files below a folder, those that editors and version control keep for themselves left out, and the
/// places that could not be looked at, of whose files nothing is known. Not thread-safe.
public final class FolderWalk extends SimpleFileVisitor<Path> {

    /// What is moved while it is looked at may be missed.
    private static final int MOST_TRIES = 5;

    private final Path folder;
    private final SortedSet<Path> files = new TreeSet<>();
    private final Map<Path, String> unread = new LinkedHashMap<>();
    private final Map<Path, String> vanished = new LinkedHashMap<>();

    private FolderWalk(Path folder) {
        this.folder = folder;
    }

    public static FolderWalk of(Path folder) {
        FolderWalk walk = new FolderWalk(folder);
        walk.walk();
        for (int i = 1; i < MOST_TRIES && !walk.vanished.isEmpty(); i++) {
            walk = new FolderWalk(folder);
            walk.walk();
        }
        walk.unread.putAll(walk.vanished);
        return walk;
    }

    private void walk() {
        try {
            Files.walkFileTree(folder, this);
        } catch (IOException e) {
            failed(folder, e);
        }
    }

    /// Regular ones, and links to such.
    public SortedSet<Path> files() {
        return files;
    }

    /// Why each place could not be looked at: a folder, or what is there and is no file.
    public Map<Path, String> unread() {
        return unread;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
        return isHidden(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (!isHidden(file)) {
            look(file, attributes);
        }
        return FileVisitResult.CONTINUE;
    }

    private void look(Path file, BasicFileAttributes attributes) {
        try {
            BasicFileAttributes target =
                    attributes.isSymbolicLink()
                            ? Files.readAttributes(file, BasicFileAttributes.class)
                            : attributes;
            if (target.isRegularFile()) {
                files.add(file);
            } else if (!target.isDirectory()) {
                unread.put(file, "it is no regular file");
            }
        } catch (NoSuchFileException _) {
            unread.put(file, "it is a link that leads nowhere");
        } catch (IOException e) {
            failed(file, e);
        }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        if (!isHidden(file)) {
            failed(file, e);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) {
        if (e != null) {
            failed(dir, e);
        }
        return FileVisitResult.CONTINUE;
    }

    private void failed(Path place, IOException e) {
        if (e instanceof NoSuchFileException) {
            vanished.put(place, "it comes and goes while it is looked at");
        } else {
            unread.put(place, YamlText.why(e));
        }
    }

    private boolean isHidden(Path path) {
        return !path.equals(folder) && path.getFileName().toString().startsWith(".");
    }
}

package io.serai.routes;

import io.serai.routes.FilesException.Reason;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Symbolic links in the routes folder. One that its owner made may lead anywhere, and what it leads to runs;
/// over HTTP nothing outside the folder is shown, listed or written.
public final class RoutesLinks {

    private RoutesLinks() {}

    /// Whether a file, or the place where it would be, is outside of `folder` by a link on the way to it.
    public static boolean leadsOut(Path folder, Path file) {
        try {
            Path there = file;
            Path above = there.getParent();
            while (above != null
                    && !there.equals(folder)
                    && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
                there = above;
                above = there.getParent();
            }
            return !there.toRealPath().startsWith(folder.toRealPath());
        } catch (IOException _) {
            return true; // a link to nowhere, or nobody can tell
        }
    }

    /// Sees that no link leads from a file out of the folder.
    ///
    /// @throws FilesException when it does
    public static void requireInside(Path folder, Path file) {
        if (Files.exists(folder) && leadsOut(folder, file)) {
            throw new FilesException(
                    Reason.OUTSIDE,
                    ("%s is a link that leads out of the routes folder, or lies behind one. It runs as it is, but"
                                    + " is neither shown nor written here: edit it where it lies.")
                            .formatted(folder.relativize(file)));
        }
    }
}

package io.serai.routes;

/// A file of the house cannot be read, checked or written as was asked; nothing has changed.
public final class FilesException extends RuntimeException {

    /// What kept it from being done.
    public enum Reason {
        /// Its name is not that of a file of a house.
        NAME,
        /// There is no such file.
        MISSING,
        /// A link leads from it out of the routes folder.
        OUTSIDE,
        /// It is not as whoever writes it has seen it last.
        CHANGED,
        /// It is no text of a house.
        UNREADABLE,
        /// Others are at it.
        BUSY
    }

    private final Reason reason;

    public FilesException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

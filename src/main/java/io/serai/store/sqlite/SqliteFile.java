package io.serai.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/// Opens SQLite files in write-ahead mode. One in which SQLite itself finds damage is set aside as
/// `NAME.corrupt-TIME` and a new one is begun, because a gateway must start. One that is locked, read-only
/// or on a full disk stays where it is.
final class SqliteFile {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);

    private static final int PERM = 3;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READONLY = 8;
    private static final int IOERR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;
    private static final int NOTADB = 26;

    private SqliteFile() {}

    /// Opens `file`, making it and its folder when missing.
    ///
    /// @param now names the file set aside when the old one is damaged
    /// @param setUp statements for every connection: pragmas first, then tables made when missing
    /// @throws SQLException when it cannot be opened or written now; [#remedy] says what to do
    static Connection open(Path file, Instant now, List<String> setUp) throws SQLException {
        try {
            return open(file, setUp);
        } catch (SQLException e) {
            if (!isDamage(e)) {
                throw e;
            }
            setAside(file, now, e);
            return open(file, setUp);
        }
    }

    /// As [#open(Path,Instant,List)], but a damaged file stays.
    static Connection open(Path file, List<String> setUp) throws SQLException {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new SQLException(e.toString(), "", CANTOPEN, e);
        }
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL"); // takes hold in a new file only
            statement.execute("PRAGMA journal_mode = WAL");
            try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (!check.next() || !"ok".equals(check.getString(1))) {
                    throw new SQLException(
                            "the file is damaged: " + check.getString(1), "", CORRUPT);
                }
            }
            // A file that may only be read opens as well.
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("COMMIT");
            for (String each : setUp) {
                statement.execute(each);
            }
            return connection;
        } catch (SQLException e) {
            close(connection, e);
            throw e;
        }
    }

    /// Opens a file that is there only to be read. On a full disk, or in a folder that belongs to another
    /// user, SQLite cannot make the file by which readers and writers agree; nobody writes then.
    static Connection openToRead(Path file) throws SQLException {
        Connection connection =
                DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + "?mode=ro");
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.executeQuery("SELECT COUNT(*) FROM sqlite_master").close();
            return connection;
        } catch (SQLException e) {
            close(connection, e);
            Path journal = file.resolveSibling(file.getFileName() + "-wal");
            if (isDamage(e) || is(e, BUSY, LOCKED) || journal.toFile().length() > 0) {
                throw e;
            }
            return DriverManager.getConnection(
                    "jdbc:sqlite:" + file.toUri() + "?mode=ro&immutable=1");
        }
    }

    private static void close(Connection connection, SQLException cause) {
        try {
            connection.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static boolean is(SQLException e, int... codes) {
        for (int code : codes) {
            if (e.getErrorCode() == code) {
                return true;
            }
        }
        return false;
    }

    /// Whether SQLite says that the file itself is no good.
    static boolean isDamage(SQLException e) {
        return is(e, CORRUPT, NOTADB);
    }

    /// Whether nothing at all can be written, as opposed to one change that cannot.
    static boolean isOfTheFile(SQLException e) {
        return isDamage(e) || is(e, PERM, BUSY, LOCKED, READONLY, IOERR, CANTOPEN);
    }

    /// Whether the disk refuses, as opposed to something being wrong with what is to be written.
    static boolean isOfTheDisk(SQLException e) {
        return isOfTheFile(e) || is(e, FULL);
    }

    /// Whether it is of use to open the file anew.
    static boolean needsOpening(SQLException e) {
        return isOfTheFile(e) && !isDamage(e) && !is(e, BUSY, LOCKED);
    }

    /// What the owner can do.
    static String remedy(Path file, Throwable cause) {
        int code = cause instanceof SQLException e ? e.getErrorCode() : 0;
        return switch (code) {
            case BUSY, LOCKED -> "Another process holds it; end that process.";
            case CORRUPT, NOTADB ->
                    "It is damaged; at the next start of the gateway it is set aside and a new one begun.";
            case PERM, READONLY, CANTOPEN -> permission(file);
            case FULL, IOERR -> "Free space on its disk or repair it.";
            default -> "See whether data.dir can be written.";
        };
    }

    private static String permission(Path file) {
        String user = System.getProperty("user.name", "");
        Path folder = file.toAbsolutePath().resolveSibling("").normalize();
        for (Path each : List.of(file, folder)) {
            String owner = owner(each);
            if (owner != null && !owner.equals(user)) {
                return "%s belongs to %s and the gateway runs as %s: sudo chown -R %s %s"
                        .formatted(each.getFileName(), owner, user, user, folder);
            }
        }
        return "Make data.dir and what is in it writable for user %s, or name another."
                .formatted(user);
    }

    private static @Nullable String owner(Path file) {
        try {
            return Files.getOwner(file).getName();
        } catch (IOException | UnsupportedOperationException _) {
            return null; // missing, or not told on this system
        }
    }

    static void setAside(Path file, Instant now, SQLException cause) throws SQLException {
        String suffix = ".corrupt-" + now.getEpochSecond();
        Path aside = file.resolveSibling(file.getFileName() + suffix);
        try {
            Files.move(file, aside);
            for (String journal : List.of("-wal", "-shm")) {
                Path beside = file.resolveSibling(file.getFileName() + journal);
                if (Files.exists(beside)) {
                    Files.move(beside, file.resolveSibling(beside.getFileName() + suffix));
                }
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw cause;
        }
        LOG.warn(
                "{} cannot be read ({}). It was set aside as {}; the gateway starts with a new one.",
                file,
                cause.getMessage(),
                aside);
    }
}

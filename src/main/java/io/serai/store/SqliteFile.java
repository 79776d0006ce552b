package io.serai.store;

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

/// Opens SQLite files in write-ahead mode. One that cannot be read is set aside as
/// `NAME.corrupt-TIME` and a new one is begun, because a gateway must start.
final class SqliteFile {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);

    private SqliteFile() {}

    /// Opens `file`, making it and its folder when missing.
    ///
    /// @param now names the file set aside when the old one is corrupt
    /// @param setUp statements for every connection: pragmas first, then tables made when missing
    /// @throws StoreException when neither the old nor a new file can be opened
    static Connection open(Path file, Instant now, List<String> setUp) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try {
                return connect(file, setUp);
            } catch (SQLException e) {
                setAside(file, now, e);
                return connect(file, setUp);
            }
        } catch (SQLException | IOException e) {
            throw new StoreException(
                    "%s cannot be opened: %s. Make data.dir writable or name another."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static Connection connect(Path file, List<String> setUp) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL"); // takes hold in a new file only
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA busy_timeout = 5000");
            try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (!check.next() || !"ok".equals(check.getString(1))) {
                    throw new SQLException("the file is damaged: " + check.getString(1));
                }
            }
            for (String each : setUp) {
                statement.execute(each);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void setAside(Path file, Instant now, SQLException cause)
            throws IOException, SQLException {
        if (!Files.exists(file)) {
            throw cause;
        }
        String suffix = ".corrupt-" + now.getEpochSecond();
        Path aside = file.resolveSibling(file.getFileName() + suffix);
        Files.move(file, aside);
        for (String journal : List.of("-wal", "-shm")) {
            Path beside = file.resolveSibling(file.getFileName() + journal);
            if (Files.exists(beside)) {
                Files.move(beside, file.resolveSibling(beside.getFileName() + suffix));
            }
        }
        LOG.warn(
                "{} cannot be read ({}). It was set aside as {}; the gateway starts with a new one.",
                file,
                cause.getMessage(),
                aside);
    }
}

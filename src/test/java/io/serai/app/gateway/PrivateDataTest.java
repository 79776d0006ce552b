package io.serai.app.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.sqlite.SqliteStore;
import io.serai.time.SystemTimekeeper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

class PrivateDataTest {

    @TempDir private Path folder;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static Path open(Path path) throws IOException {
        Files.setPosixFilePermissions(
                path,
                PosixFilePermissions.fromString(
                        Files.isDirectory(path) ? "rwxrwxr-x" : "rw-rw-r--"));
        return path;
    }

    @Test
    void whatIsKeptIsForTheGatewaysUserAloneFromTheStart() throws IOException {
        Path data = folder.resolve("data");
        PrivateData.prepare(data);

        var time = new SystemTimekeeper();
        var store = SqliteStore.open(data.resolve("serai.db"), time, 10);
        store.put("area", "owner", "key", "secret");
        assertThat(mode(data)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(data)) {
            List<Path> all = files.toList();
            assertThat(all.toString()).contains("serai.db-wal", "serai.db-shm");
            assertThat(all).allSatisfy(each -> assertThat(mode(each)).isEqualTo("rw-------"));
        }
        store.close();
        time.close();
    }

    @Test
    void whatAnEarlierBuildLeftOpenIsNarrowedAndWhatIsNotOursStays() throws IOException {
        Path data = open(Files.createDirectory(folder.resolve("data")));
        Path queues = open(Files.createDirectories(data.resolve("broker/queues")));
        List<Path> ours =
                List.of(
                        open(Files.writeString(data.resolve("messages.db"), "")),
                        open(Files.writeString(data.resolve("history.db.corrupt-1"), "x")),
                        open(Files.writeString(queues.resolve("1.log"), "x")));
        Path chat = open(Files.writeString(data.resolve("chat.txt"), "x"));

        PrivateData.prepare(data);

        assertThat(mode(data)).isEqualTo("rwx------");
        assertThat(mode(queues)).isEqualTo("rwx------");
        assertThat(ours).allSatisfy(each -> assertThat(mode(each)).isEqualTo("rw-------"));
        assertThat(mode(chat)).isEqualTo("rw-rw-r--");
    }

    @Test
    void aFolderForEverybodyStaysOne() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", 01777);

        PrivateData.prepare(shared);

        assertThat(mode(shared)).isEqualTo("rwxrwxrwx");
        assertThat(mode(shared.resolve("serai.db"))).isEqualTo("rw-------");
    }
}

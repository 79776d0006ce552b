package io.serai.app.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.store.StoreException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class ControlFilesTest {

    @TempDir private Path data;

    @Test
    void theTokenIsForItsOwnerAloneAndNewEachTime() throws Exception {
        Path file = ControlFiles.token(data);
        Files.writeString(file, "of an earlier run, open to all");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        ControlFiles files = ControlFiles.make(data);

        assertThat(files.token()).matches("[0-9a-f]{64}");
        assertThat(file).hasContent(files.token());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(ControlFiles.make(data).token()).isNotEqualTo(files.token());
    }

    @Test
    void bothFilesAreGoneAfterTheStop() throws Exception {
        ControlFiles files = ControlFiles.make(data);
        files.tellUrl("http://127.0.0.1:1");
        assertThat(ControlFiles.url(data)).hasContent("http://127.0.0.1:1");

        files.close();
        files.close();

        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeMadeIsToldWithTheRemedy() throws Exception {
        Path blocked = Files.writeString(data.resolve("file"), "");

        assertThatThrownBy(() -> ControlFiles.make(blocked))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("data.dir");
    }
}

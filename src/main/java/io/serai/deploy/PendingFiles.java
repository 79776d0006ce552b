package io.serai.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.store.Store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Writes several files so that all of them are there after a kill or a power cut, or none: they are in the
/// store before the first is written, and what a run left undone the next one does.
final class PendingFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PendingFiles.class);

    private static final String AREA = "deploy";
    private static final String OWNER = "pending";
    private static final String FILES = "files";

    private final Path folder;
    private final Store store;
    private final ObjectMapper json = new ObjectMapper();

    PendingFiles(Path folder, Store store) {
        this.folder = folder;
        this.store = store;
    }

    /// Writes `files`.
    ///
    /// @param files text by file; empty text removes it
    /// @throws IOException when one cannot be written; it is tried again at the next start
    void write(Map<Path, String> files) throws IOException {
        Map<String, String> relative = new TreeMap<>();
        files.forEach((file, text) -> relative.put(folder.relativize(file).toString(), text));
        store.put(AREA, OWNER, FILES, json.writeValueAsString(relative));
        finish(relative);
    }

    /// Writes what a killed run has left, or tells why it cannot.
    void resume() {
        Optional<String> left = store.get(AREA, OWNER, FILES);
        if (left.isEmpty()) {
            return;
        }
        try {
            finish(json.readValue(left.get(), new TypeReference<Map<String, String>>() {}));
            LOG.info("Files that were being deployed together when the gateway ended are written.");
        } catch (JsonProcessingException e) {
            store.remove(AREA, OWNER, FILES);
            tellUnwritten(e);
        } catch (IOException e) {
            tellUnwritten(e);
        }
    }

    private static void tellUnwritten(IOException e) {
        LOG.error("Files of an unfinished deploy could not be written: {}", e.getMessage());
    }

    private void finish(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> each : files.entrySet()) {
            Path file = folder.resolve(each.getKey());
            if (each.getValue().isEmpty()) {
                Files.deleteIfExists(file);
                continue;
            }
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling("." + file.getFileName() + ".deploy");
            Files.writeString(fresh, each.getValue());
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        store.remove(AREA, OWNER, FILES);
    }
}

package io.serai.deploy.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.routes.FileEtags;
import io.serai.store.Store;
import io.serai.store.StoreException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Writes several files so that all of them are there after a kill or a power cut, or none: they lie beside
/// their places, and in the store, before the first is put in its place, and what a run left undone the next
/// one does. A file that somebody else has changed meanwhile is left as it is.
public final class PendingFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PendingFiles.class);

    private static final String AREA = "deploy";
    private static final String OWNER = "pending";
    private static final String FILES = "files";

    private final Path folder;
    private final Store store;
    private final ObjectMapper json = new ObjectMapper();

    /// What is to be done to a file.
    ///
    /// @param text empty to remove it
    /// @param was etag of its content when that was decided; empty when it was not there
    record Write(String text, String was) {}

    public PendingFiles(Path folder, Store store) {
        this.folder = folder;
        this.store = store;
    }

    /// Sees to it that files can be written. From now on a run that is cut off is completed by the next.
    ///
    /// @param files text by file; empty text removes it
    /// @throws IOException when they cannot be written; nothing has changed then
    public Staged stage(Map<Path, String> files) throws IOException {
        var staged = new Staged();
        try {
            staged.prepare(files);
            store.put(AREA, OWNER, FILES, json.writeValueAsString(staged.writes));
            return staged;
        } catch (IOException e) {
            staged.removeFresh();
            throw e;
        } catch (StoreException e) {
            staged.removeFresh();
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Files of one deploy that lie beside their places.
    public final class Staged {
        private final Map<String, Write> writes = new TreeMap<>();
        private final Map<String, byte @Nullable []> before = new TreeMap<>();
        private final List<String> done = new ArrayList<>();

        private void prepare(Map<Path, String> files) throws IOException {
            for (Map.Entry<Path, String> each : files.entrySet()) {
                String name = folder.relativize(each.getKey()).toString();
                byte[] content = content(each.getKey());
                before.put(name, content);
                writes.put(name, new Write(each.getValue(), etag(content)));
                if (!each.getValue().isEmpty()) {
                    Files.createDirectories(each.getKey().getParent());
                    Files.writeString(fresh(each.getKey()), each.getValue());
                }
            }
        }

        /// Puts the files in their places.
        ///
        /// @throws IOException when that fails, or another has changed one meanwhile; [#undo] takes back what was done
        public void write() throws IOException {
            for (Map.Entry<String, Write> each : writes.entrySet()) {
                Path file = folder.resolve(each.getKey());
                if (!etag(content(file)).equals(each.getValue().was())) {
                    throw new IOException(each.getKey() + " was changed by another meanwhile");
                }
                done.add(each.getKey());
                put(file, each.getValue().text());
            }
            forget();
        }

        /// The files are as they were before.
        public void undo() {
            for (String name : done.reversed()) {
                Path file = folder.resolve(name);
                try {
                    restore(file, before.get(name));
                } catch (IOException e) {
                    LOG.error("{} could not be put back as it was: {}", file, e.getMessage());
                }
            }
            done.clear();
            removeFresh();
            forget();
        }

        private void restore(Path file, byte @Nullable [] content) throws IOException {
            if (content == null) {
                Files.deleteIfExists(file);
            } else {
                Files.write(fresh(file), content);
                move(file);
            }
        }

        private void removeFresh() {
            for (String name : writes.keySet()) {
                try {
                    Files.deleteIfExists(fresh(folder.resolve(name)));
                } catch (IOException e) {
                    LOG.warn("{}: a copy beside it is left over: {}", name, e.getMessage());
                }
            }
        }
    }

    /// Writes what a killed run has left, as far as nobody has changed the files since.
    public void resume() {
        Optional<String> left = store.get(AREA, OWNER, FILES);
        if (left.isEmpty()) {
            return;
        }
        try {
            Map<String, Write> writes =
                    json.readValue(left.get(), new TypeReference<Map<String, Write>>() {});
            for (Map.Entry<String, Write> each : writes.entrySet()) {
                resume(each.getKey(), each.getValue());
            }
            forget();
        } catch (JsonProcessingException e) {
            LOG.warn(
                    "Files of a deploy that was cut off are not written, as what was noted of them cannot be"
                            + " read. serai history has the texts.");
            forget();
        } catch (IOException e) {
            LOG.error(
                    "Files of an unfinished deploy could not be written: {} It is tried again at the next start.",
                    e.getMessage());
        }
    }

    private void resume(String name, Write write) throws IOException {
        Path file = folder.resolve(name);
        String now = etag(content(file));
        if (now.equals(etag(write.text()))) {
            return;
        }
        if (!now.equals(write.was())) {
            LOG.warn(
                    "{} was changed since a deploy that was cut off, so the file stays as it is. The text that"
                            + " was to be deployed is dropped.",
                    file);
            return;
        }
        if (!write.text().isEmpty()) {
            Files.createDirectories(file.getParent());
            Files.writeString(fresh(file), write.text());
        }
        put(file, write.text());
        LOG.info("{} is written, as a deploy was cut off before.", file);
    }

    /// What is left of it does no harm: a file that was written is not written again.
    private void forget() {
        try {
            store.remove(AREA, OWNER, FILES);
        } catch (StoreException e) {
            LOG.warn("A deploy that has ended is still noted as pending: {}", e.getMessage());
        }
    }

    private static void put(Path file, String text) throws IOException {
        if (text.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            move(file);
        }
    }

    private static void move(Path file) throws IOException {
        Files.move(
                fresh(file),
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path fresh(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".deploy");
    }

    private static byte @Nullable [] content(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    private static String etag(byte @Nullable [] content) {
        return content == null ? "" : FileEtags.of(content);
    }

    private static String etag(String text) {
        return text.isEmpty() ? "" : FileEtags.of(text);
    }
}

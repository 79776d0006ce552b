package io.serai.deploy.recovery;

import io.serai.deploy.versions.Versions;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowVersion;
import io.serai.routes.RoutesFolder;
import io.serai.store.Store;
import io.serai.store.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads the routes folder, and remembers what was deployed of it, so that what cannot be read now stays as it
/// was: a partial read is no read. After a restart flows are remembered in the version that ran last.
/// Thread-safe.
public final class LastRead {

    private static final Logger LOG = LoggerFactory.getLogger(LastRead.class);
    private static final String AREA = "deploy";

    /// Texts of files that are no flows, by path.
    private static final String TEXTS = "last-read";

    /// Ids of flows by path; their texts are in the history.
    private static final String FLOWS = "last-read-flows";

    private final Path routes;
    private final Versions versions;
    private final Store store;
    private volatile Map<Path, String> texts;

    public LastRead(Path routes, Versions versions, Store store) {
        this.routes = routes;
        this.versions = versions;
        this.store = store;
        texts = fromStore();
    }

    public RoutesFolder read() {
        return read(Map.of());
    }

    /// As it would be with other files.
    ///
    /// @param changes text by file; empty text when the file would not be there
    public RoutesFolder read(Map<Path, String> changes) {
        return RoutesFolder.read(routes, changes, texts);
    }

    /// This is what the house is made of now.
    public RoutesFolder remember(RoutesFolder deployed) {
        if (deployed.isMissing()) {
            return deployed;
        }
        texts = deployed.texts();
        Map<String, String> others = new HashMap<>();
        Map<String, String> flows = new HashMap<>();
        deployed.texts()
                .forEach((file, text) -> {
                    String path = versions.relative(file);
                    FlowFile.of(file)
                            .ifPresentOrElse(
                                    flow -> flows.put(path, flow.id()),
                                    () -> others.put(path, text));
                });
        try {
            keep(TEXTS, others);
            keep(FLOWS, flows);
        } catch (StoreException e) {
            LOG.warn(
                    "What was read of {} is not remembered for the next start. {}",
                    routes,
                    e.getMessage());
        }
        return deployed;
    }

    private void keep(String owner, Map<String, String> now) {
        Map<String, String> before = store.all(AREA, owner);
        now.forEach((path, value) -> {
            if (!value.equals(before.get(path))) {
                store.put(AREA, owner, path, value);
            }
        });
        before.keySet().stream()
                .filter(path -> !now.containsKey(path))
                .forEach(path -> store.remove(AREA, owner, path));
    }

    private Map<Path, String> fromStore() {
        Map<Path, String> known = new HashMap<>();
        store.all(AREA, TEXTS).forEach((path, text) -> known.put(routes.resolve(path), text));
        store.all(AREA, FLOWS)
                .forEach((path, id) -> {
                    Optional<FlowVersion> last = versions.newest(id);
                    last.ifPresent(each -> known.put(routes.resolve(path), each.text()));
                });
        return Map.copyOf(known);
    }
}

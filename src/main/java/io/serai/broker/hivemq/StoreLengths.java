package io.serai.broker.hivemq;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How long the files of HiveMQ's stores were when somebody looked last. They only grow, and one that was
/// cut is read up to its cut without a word. Not thread-safe.
final class StoreLengths {

    private static final Logger LOG = LoggerFactory.getLogger(StoreLengths.class);

    private static final String FILES = ".xd";

    private final Path folder;
    private final Path file;
    private Map<String, Long> known;

    StoreLengths(Path broker) {
        folder = broker.resolve("persistence");
        file = broker.resolve("lengths.txt");
        known = read();
    }

    private Map<String, Long> read() {
        Map<String, Long> lengths = new TreeMap<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    int blank = line.indexOf(' ');
                    lengths.put(line.substring(blank + 1), Long.valueOf(line.substring(0, blank)));
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Broker: {} cannot be read; it is written anew.", file);
            LOG.debug("Why:", e);
            lengths.clear();
        }
        return lengths;
    }

    /// What a part of a store has lost, in words.
    Optional<String> lost(Path part) {
        return known.entrySet().stream()
                .filter(each -> part.equals(folder.resolve(each.getKey()).getParent()))
                .filter(each -> length(folder.resolve(each.getKey())) < each.getValue())
                .map(each ->
                        "only %d of %d bytes of %s"
                                .formatted(
                                        Math.max(0, length(folder.resolve(each.getKey()))),
                                        each.getValue(),
                                        folder.resolve(each.getKey()).getFileName()))
                .findFirst();
    }

    /// @return -1 when it is not there and nothing younger took its place
    private static long length(Path data) {
        try {
            if (Files.exists(data)) {
                return Files.size(data);
            }
            String[] younger =
                    data.resolveSibling(".")
                            .toFile()
                            .list((_, name) ->
                                    name.endsWith(FILES)
                                            && name.compareTo(data.getFileName().toString()) > 0);
            return younger == null || younger.length == 0 ? -1 : Long.MAX_VALUE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Looks at the files and remembers their lengths when they have changed; to be called now and then, and
    /// at the end.
    void note() {
        Map<String, Long> now = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder, 4)) {
            for (Path each : all.filter(path -> path.toString().endsWith(FILES)).toList()) {
                if (!each.toString().contains(".damaged-")) {
                    now.put(folder.relativize(each).toString(), Files.size(each));
                }
            }
            if (now.equals(known)) {
                return;
            }
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.write(
                    draft,
                    now.entrySet().stream()
                            .map(each -> each.getValue() + " " + each.getKey())
                            .toList());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            known = now;
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("The lengths of the stores were not noted.", e);
        }
    }
}

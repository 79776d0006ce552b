package io.serai.broker.hivemq;

import com.hivemq.persistence.local.xodus.EnvironmentUtil;

import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.io.FileDataWriter;
import jetbrains.exodus.log.LogConfig;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// HiveMQ's stores, opened once before HiveMQ does, because it waits for ever for one that it cannot open.
/// One that is damaged is set aside, and HiveMQ begins it anew. Not thread-safe.
final class HiveMqStores {

    private static final Logger LOG = LoggerFactory.getLogger(HiveMqStores.class);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private static final String FILES = ".xd";

    /// By the name of the folder: what was lost with a part of it.
    private static final Map<String, String> CONTENT =
            Map.of(
                    "client_session_store",
                    "a part of the sessions; those clients subscribe again as new ones, and what waited for"
                            + " them is gone",
                    "client_session_subscriptions",
                    "a part of the subscriptions of sessions; those clients get nothing until they subscribe"
                            + " again",
                    "retained_messages",
                    "a part of the retained messages; they are back when they are published again",
                    "publish_payload_store",
                    "the content of a part of the retained messages; they are back when they are published"
                            + " again");

    private final Path folder;
    private final String suffix;
    private final StoreLengths lengths;
    private final List<String> problems = new ArrayList<>();

    /// @param broker the broker's folder
    HiveMqStores(Path broker, StoreLengths lengths, Instant now) {
        folder = broker.resolve("persistence");
        this.lengths = lengths;
        suffix = ".damaged-" + STAMP.format(now);
    }

    /// What was found, in words.
    List<String> problems() {
        return List.copyOf(problems);
    }

    /// Sets aside what cannot be read, and tells what has become shorter.
    void check() throws IOException {
        for (Path each : parts()) {
            String why = damage(each);
            if (why != null) {
                setAside(each, why);
            } else {
                lengths.lost(each)
                        .ifPresent(lost ->
                                tell("%s has %s: lost is %s".formatted(each, lost, content(each))));
            }
        }
    }

    /// Sets aside every part of a store that HiveMQ cannot use although it opens.
    void setAside(String store, String why) throws IOException {
        for (Path each : parts()) {
            if (name(each).equals(store)) {
                setAside(each, why);
            }
        }
    }

    private void setAside(Path part, String why) throws IOException {
        Path aside = part.resolveSibling(part.getFileName() + suffix);
        Files.move(part, aside);
        tell(
                "%s is damaged (%s) and was set aside as %s: lost is %s"
                        .formatted(part, why, aside.getFileName(), content(part)));
    }

    private void tell(String problem) {
        problems.add(problem);
        LOG.error(
                "Broker: {}. It starts without; a backup of that folder can be put back while the"
                        + " gateway is stopped.",
                problem);
    }

    private static String content(Path part) {
        return CONTENT.getOrDefault(name(part), "a part of what the broker keeps");
    }

    /// `retained_messages` of `retained_messages_3`.
    private static String name(Path part) {
        return part.getFileName().toString().replaceFirst("_\\d+$", "");
    }

    /// The folders of the stores, one for each bucket.
    private List<Path> parts() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder, 3)) {
            return all.filter(each -> each.getFileName().toString().matches("\\w+_\\d+"))
                    .filter(Files::isDirectory)
                    .filter(HiveMqStores::hasFiles)
                    .sorted()
                    .toList();
        }
    }

    private static boolean hasFiles(Path part) {
        String[] names = part.toFile().list((_, name) -> name.endsWith(FILES));
        return names != null && names.length > 0;
    }

    /// Why a part cannot be read, or null.
    private static @Nullable String damage(Path part) {
        Environment opened = null;
        try {
            var log = new LogConfig();
            log.setDir(part.toFile());
            log.setWriter(new UnlockedWriter(part, log));
            opened =
                    Environments.newInstance(
                            log,
                            new EnvironmentUtil()
                                    .createEnvironmentConfig(name(part))
                                    .setGcEnabled(false));
            readAll(opened, size(part));
            return null;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | IOException e) {
            LOG.debug("{} cannot be read.", part, e);
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return e.getClass().getSimpleName() + ": " + message;
        } finally {
            close(part, opened);
        }
    }

    /// As HiveMQ's: the broker's folder is locked as a whole.
    private static final class UnlockedWriter extends FileDataWriter {
        UnlockedWriter(Path part, LogConfig log) {
            super(part.toFile(), log.getLockId());
        }

        @Override
        public boolean lock(long timeout) {
            return true;
        }
    }

    private static void close(Path part, @Nullable Environment opened) {
        if (opened == null) {
            return;
        }
        try {
            opened.close();
        } catch (RuntimeException e) {
            LOG.debug("{} does not close.", part, e);
        }
    }

    private static long size(Path part) throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.list(part)) {
            for (Path each : files.toList()) {
                size += Files.size(each);
            }
        }
        return size;
    }

    /// @param most a damaged tree may lead round in circles, but holds no more than its bytes
    private static void readAll(Environment environment, long most) {
        environment.executeInReadonlyTransaction(transaction -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            for (String name : environment.getAllStoreNames(transaction)) {
                Store store = environment.openStore(name, StoreConfig.USE_EXISTING, transaction);
                long count = 0;
                try (var cursor = store.openCursor(transaction)) {
                    while (cursor.getNext() && count <= most) {
                        count += 1 + cursor.getKey().getLength() + cursor.getValue().getLength();
                    }
                }
                counts.put(name, count);
            }
            if (counts.values().stream().anyMatch(count -> count > most)) {
                throw new IllegalStateException("it holds more than its size");
            }
        });
    }
}

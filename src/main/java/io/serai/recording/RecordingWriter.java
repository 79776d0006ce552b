package io.serai.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.event.Events;
import io.serai.event.RuntimeEvent;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/// One recording that is being made. Writes apart from the flow, so that a slow disk holds up nobody.
/// Thread-safe.
final class RecordingWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RecordingWriter.class);
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss");
    private static final Duration FLUSH_PERIOD = Duration.ofSeconds(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);
    private static final int MOST_WAITING = 10_000;
    private static final long MOST_WAITING_BYTES = 8_000_000;
    private static final int MOST_NAMES = 1000;

    /// Kept free for the last line.
    private static final int LAST_LINE = 300;

    private final RecordingHeader header;
    private final Path file;
    private final OutputStream out;
    private final Limits limits;
    private final Masks masks;
    private final Timekeeper time;
    private final IntSupplier version;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Timekeeper.Task> tasks = new ArrayList<>();
    private Events.@Nullable Listening listening;
    private long events;
    private long bytes;
    private long gapsTold;
    private @Nullable String ended;

    /// When it ends by itself.
    record Limits(Duration time, long bytes) {}

    private RecordingWriter(
            RecordingHeader header,
            Path file,
            OutputStream out,
            Limits limits,
            Masks masks,
            Timekeeper time,
            IntSupplier version) {
        this.header = header;
        this.file = file;
        this.out = out;
        this.limits = limits;
        this.masks = masks;
        this.time = time;
        this.version = version;
    }

    /// Makes the file, which its owner alone can read, and writes the header.
    ///
    /// @throws RecordingException when it cannot be written, or the header alone is too large
    static RecordingWriter begin(
            Path folder,
            RecordingHeader header,
            Limits limits,
            Masks masks,
            Timekeeper time,
            IntSupplier version) {
        byte[] first = line(RecordingJson.json(header));
        if (first.length + LAST_LINE > limits.bytes()) {
            throw new RecordingException(
                    "%d bytes are too few for a recording of %s."
                            .formatted(limits.bytes(), header.flow().flow()));
        }
        String name =
                header.flow().flow() + "-" + NAME.format(header.begin().atZone(header.zone()));
        try {
            Path file = fresh(folder, name);
            var out =
                    new BufferedOutputStream(
                            Files.newOutputStream(file, StandardOpenOption.WRITE), 1 << 16);
            var writer = new RecordingWriter(header, file, out, limits, masks, time, version);
            writer.write(first);
            out.flush();
            return writer;
        } catch (IOException e) {
            throw new RecordingException(
                    "A recording in %s cannot be written: %s.".formatted(folder, e.getMessage()),
                    e);
        }
    }

    private static Path fresh(Path folder, String name) throws IOException {
        FileAttribute<?> ownersOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        for (int i = 1; i < MOST_NAMES; i++) {
            Path file = folder.resolve(name + (i == 1 ? "" : "-" + i) + ".jsonl");
            try {
                return Files.createFile(file, ownersOnly);
            } catch (FileAlreadyExistsException _) {
                // Another one began in the same second.
            }
        }
        throw new FileAlreadyExistsException(folder.resolve(name).toString());
    }

    /// Writes what happens from now on.
    void listen(Events bus) {
        lock.lock();
        try {
            listening =
                    bus.listen(
                            Optional.of(header.flow().flow()),
                            MOST_WAITING,
                            MOST_WAITING_BYTES,
                            this::take);
            tasks.add(time.schedule(limits.time(), () -> end("time")));
            tasks.add(time.scheduleEvery(FLUSH_PERIOD, FLUSH_PERIOD, this::flush));
        } finally {
            lock.unlock();
        }
    }

    private void take(RuntimeEvent event) {
        byte[] next = line(RecordingJson.json(masks.apply(event)));
        lock.lock();
        try {
            if (ended != null) {
                return;
            }
            if (bytes + next.length + LAST_LINE > limits.bytes()) {
                finish("size");
                return;
            }
            long gap = dropped() - gapsTold;
            if (gap > 0) {
                write(line(RecordingJson.object().put("gap", gap)));
                gapsTold += gap;
            }
            write(next);
            events++;
        } catch (IOException e) {
            fail(e);
        } finally {
            lock.unlock();
        }
    }

    private long dropped() {
        return listening == null ? 0 : listening.dropped();
    }

    private void write(byte[] next) throws IOException {
        out.write(next);
        bytes += next.length;
    }

    private static byte[] line(ObjectNode json) {
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private void flush() {
        lock.lock();
        try {
            if (ended == null) {
                out.flush();
            }
        } catch (IOException e) {
            fail(e);
        } finally {
            lock.unlock();
        }
    }

    /// Ends it when what has happened until now is written. Idempotent.
    void end(String why) {
        Events.Listening open;
        lock.lock();
        try {
            open = listening;
        } finally {
            lock.unlock();
        }
        if (open != null) {
            open.close();
            try {
                if (!open.awaitQuiet(DRAIN_LIMIT)) {
                    LOG.warn("{}: its last events are missing; the disk is too slow.", file);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        lock.lock();
        try {
            if (ended == null) {
                finish(why);
            }
        } finally {
            lock.unlock();
        }
    }

    private void finish(String why) {
        try {
            var end = new RecordingEnd(time.now(), why, events, dropped(), version.getAsInt());
            write(line(RecordingJson.json(end)));
            close(why);
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(IOException cause) {
        LOG.warn("{}: the recording ends, it cannot be written: {}.", file, cause.getMessage());
        try {
            close("it cannot be written: " + cause.getMessage());
        } catch (IOException e) {
            cause.addSuppressed(e);
            LOG.debug("{} was not closed in order.", file, cause);
        }
    }

    private void close(String why) throws IOException {
        ended = why;
        tasks.forEach(Timekeeper.Task::cancel);
        if (listening != null) {
            listening.close();
        }
        out.close();
    }

    boolean isRunning() {
        lock.lock();
        try {
            return ended == null;
        } finally {
            lock.unlock();
        }
    }

    RecordingStatus status() {
        lock.lock();
        try {
            return new RecordingStatus(
                    header.flow().flow(),
                    file,
                    header.begin(),
                    until(),
                    events,
                    bytes,
                    limits.bytes(),
                    dropped(),
                    Optional.ofNullable(ended));
        } finally {
            lock.unlock();
        }
    }

    private Instant until() {
        return header.begin().plus(limits.time());
    }
}

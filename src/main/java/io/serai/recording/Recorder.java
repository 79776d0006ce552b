package io.serai.recording;

import io.serai.event.Events;
import io.serai.flow.FlowInUse;
import io.serai.time.Timekeeper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;

/// Records flows, each once at a time, into a folder. Every recording ends by itself. Thread-safe.
public final class Recorder implements AutoCloseable {

    private static final int MOST_AT_ONCE = 20;
    private static final int MOST_REMEMBERED = 100;

    private final Path folder;
    private final RecordConfig config;
    private final Events events;
    private final Timekeeper time;
    private final ZoneId zone;
    private final ToIntFunction<String> versions;

    private final ReentrantLock lock = new ReentrantLock();

    /// The last of each flow.
    private final Map<String, RecordingWriter> recordings = new HashMap<>();

    private boolean closed;

    /// @param folder made when it is needed
    /// @param versions tells which version of a flow runs; 0 when none does
    public Recorder(
            Path folder,
            RecordConfig config,
            Events events,
            Timekeeper time,
            ZoneId zone,
            ToIntFunction<String> versions) {
        this.folder = folder;
        this.config = config;
        this.events = events;
        this.time = time;
        this.zone = zone;
        this.versions = versions;
    }

    /// What is asked for when nothing is, and the most that may be.
    public RecordConfig config() {
        return config;
    }

    /// Begins to record.
    ///
    /// @param flow what runs of it now
    /// @param limit at most [RecordConfig#maxTime]
    /// @param mostBytes at most [RecordConfig#maxSize]
    /// @param masks see `reference/recordings.md`
    /// @throws IllegalArgumentException when a mask or a limit cannot be used; says why
    /// @throws RecordingException when it cannot be done now
    public RecordingStatus start(
            FlowInUse flow, Duration limit, long mostBytes, List<String> masks) {
        if (!limit.isPositive() || limit.compareTo(config.maxTime()) > 0) {
            throw new IllegalArgumentException(
                    "A recording lasts from 1 s to %d s (record.max-time)."
                            .formatted(config.maxTime().toSeconds()));
        }
        if (mostBytes < 1 || mostBytes > config.maxSize()) {
            throw new IllegalArgumentException(
                    "A recording has at most %d bytes (record.max-size)."
                            .formatted(config.maxSize()));
        }
        var hidden = new Masks(masks);
        lock.lock();
        try {
            if (closed) {
                throw new RecordingException("The gateway is stopping.");
            }
            RecordingWriter last = recordings.get(flow.flow());
            if (last != null && last.isRunning()) {
                throw new RecordingException(
                        "%s is being recorded already, to %s."
                                .formatted(flow.flow(), last.status().file()));
            }
            long running = recordings.values().stream().filter(RecordingWriter::isRunning).count();
            if (running >= MOST_AT_ONCE) {
                throw new RecordingException(
                        "%d flows are being recorded, which is the most at a time."
                                .formatted(MOST_AT_ONCE));
            }
            if (recordings.size() >= MOST_REMEMBERED) {
                recordings.values().removeIf(each -> !each.isRunning());
            }
            long bytes = Math.min(mostBytes, free());
            var header = new RecordingHeader(hidden.apply(flow), zone, time.now());
            var writer =
                    RecordingWriter.begin(
                            folder,
                            header,
                            new RecordingWriter.Limits(limit, bytes),
                            hidden,
                            time,
                            () -> versions.applyAsInt(flow.flow()));
            writer.listen(events);
            recordings.put(flow.flow(), writer);
            return writer.status();
        } finally {
            lock.unlock();
        }
    }

    /// Half of what the disk has left is for others.
    private long free() {
        try {
            Files.createDirectories(folder);
            return Files.getFileStore(folder).getUsableSpace() / 2;
        } catch (IOException e) {
            throw new RecordingException(
                    "%s cannot be used: %s.".formatted(folder, e.getMessage()), e);
        }
    }

    /// The last recording of a flow since the start; empty when there was none.
    public Optional<RecordingStatus> status(String flow) {
        lock.lock();
        try {
            return Optional.ofNullable(recordings.get(flow)).map(RecordingWriter::status);
        } finally {
            lock.unlock();
        }
    }

    /// Ends the recording of a flow, if there is one, with all that has happened until now.
    public Optional<RecordingStatus> stop(String flow) {
        RecordingWriter writer;
        lock.lock();
        try {
            writer = recordings.get(flow);
        } finally {
            lock.unlock();
        }
        if (writer == null) {
            return Optional.empty();
        }
        writer.end("asked");
        return Optional.of(writer.status());
    }

    /// Ends every recording. Idempotent.
    @Override
    public void close() {
        List<RecordingWriter> open;
        lock.lock();
        try {
            closed = true;
            open = List.copyOf(recordings.values());
        } finally {
            lock.unlock();
        }
        open.forEach(each -> each.end("gateway stopped"));
    }
}

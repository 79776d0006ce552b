package io.serai.broker.queue;

import com.google.common.io.Closer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Records in files, in the order they were written: what is written survives a killed process at
/// once and a power cut after the next [#sync]. A file goes when it is the oldest and nothing in it
/// is needed, so a record never outlives the one that revokes it. Not thread-safe, except [#sync].
final class QueueJournal {

    private static final Logger LOG = LoggerFactory.getLogger(QueueJournal.class);

    private static final long SEGMENT_BYTES = 4L * 1024 * 1024;

    /// Up to here it is not worth copying what is needed to get rid of what is not.
    private static final long COMPACT_FROM_BYTES = 4 * SEGMENT_BYTES;

    private static final String SUFFIX = ".journal";
    private static final Pattern NAME = Pattern.compile("\\d{1,18}\\.journal");

    private final Path folder;
    private final Deque<JournalSegment> segments = new ArrayDeque<>();
    private final List<String> damage = new ArrayList<>();
    private long nextNumber = 1;
    private boolean replayed;
    private volatile boolean unsynced;
    private volatile JournalSegment current;

    /// Where a record is.
    ///
    /// @param length with its header
    record Place(JournalSegment segment, long offset, int length) {}

    /// Hears each record when a journal is opened.
    @FunctionalInterface
    interface Replay {
        void record(ByteBuffer body, Place place);
    }

    private QueueJournal(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        try {
            for (Path file : files(folder)) {
                nextNumber = number(file) + 1;
                segments.add(JournalSegment.existing(file));
            }
            current = begin();
        } catch (IOException e) {
            try {
                close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /// @throws IOException when the files cannot be opened
    static QueueJournal open(Path folder) throws IOException {
        return new QueueJournal(folder);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(QueueJournal::number))
                    .toList();
        }
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    /// Tells every record that can be read. Records may be appended meanwhile.
    ///
    /// @throws IOException when a file cannot be got rid of; damage is no reason
    void replay(Replay replay) throws IOException {
        for (JournalSegment segment : List.copyOf(segments)) {
            var reading = new SegmentReading(segment, replay);
            reading.run();
            reading.damage().ifPresent(damage::add);
        }
        replayed = true;
        dropOldest();
    }

    /// What could not be read, in words.
    List<String> damage() {
        return List.copyOf(damage);
    }

    private JournalSegment begin() throws IOException {
        JournalSegment next =
                JournalSegment.create(folder.resolve("%012d".formatted(nextNumber) + SUFFIX));
        nextNumber++;
        segments.add(next);
        return next;
    }

    /// @param record whole, as [RecordBuffer#finish] gives it
    Place append(ByteBuffer record) throws IOException {
        if (current.size() >= SEGMENT_BYTES) {
            current.sync();
            current = begin();
            dropOldest();
        }
        int length = record.remaining();
        long offset = current.append(record);
        unsynced = true;
        return new Place(current, offset, length);
    }

    /// The body of a record.
    ///
    /// @throws IOException when the disk does not give it, or not as it was written
    ByteBuffer read(Place place) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(place.length());
        place.segment().read(whole, place.offset());
        whole.flip();
        int length = whole.getInt();
        int expected = whole.getInt();
        var checksum = new CRC32C();
        checksum.update(whole.duplicate());
        if (length != whole.remaining() || (int) checksum.getValue() != expected) {
            throw new DamagedRecordException(
                    "%s: the record at %d is not what was written"
                            .formatted(place.segment().file(), place.offset()));
        }
        return whole;
    }

    /// Nothing needs the message at that place any more, of which the journal has so many bytes.
    void release(Place place, int bytes) throws IOException {
        place.segment().release(bytes);
        if (!place.segment().isNeeded()) {
            dropOldest();
        }
    }

    private void dropOldest() throws IOException {
        // What is needed is known when everything was read.
        while (replayed && segments.getFirst() != current && !segments.getFirst().isNeeded()) {
            segments.removeFirst().delete();
        }
    }

    /// The oldest file, when most of the journal is not needed and that file stands in the way of
    /// letting go of the rest: its records are to be written again.
    boolean isWorthMoving(JournalSegment segment) {
        long all = 0;
        long live = 0;
        for (JournalSegment each : segments) {
            all += each.size();
            live += each.liveBytes();
        }
        return replayed && segment != current && all > COMPACT_FROM_BYTES && live < all / 2;
    }

    JournalSegment oldest() {
        return segments.getFirst();
    }

    /// What was written so far survives a power cut. From any thread.
    void sync() throws IOException {
        if (!unsynced) {
            return;
        }
        unsynced = false;
        JournalSegment segment = current;
        try {
            segment.sync();
        } catch (IOException e) {
            if (segment != current) {
                // It was full and synced, and may have gone meanwhile.
                LOG.trace("{} has gone.", segment.file(), e);
                return;
            }
            unsynced = true;
            throw e;
        }
    }

    void close() throws IOException {
        Closer closer = Closer.create();
        segments.forEach(each -> closer.register(each::close));
        closer.close();
    }
}

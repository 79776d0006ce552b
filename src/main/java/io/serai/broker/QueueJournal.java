package io.serai.broker;

import com.google.common.io.Closer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
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

    private final Path folder;
    private final Deque<JournalSegment> segments = new ArrayDeque<>();
    private long nextNumber = 1;
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
        for (Path file : files(folder)) {
            nextNumber = number(file) + 1;
            segments.add(JournalSegment.existing(file));
        }
        current = begin();
    }

    /// @throws IOException when the files cannot be read; a damaged record is no reason
    static QueueJournal open(Path folder, Replay replay) throws IOException {
        var journal = new QueueJournal(folder);
        try {
            for (JournalSegment segment : journal.segments) {
                read(segment, replay);
            }
            journal.dropOldest();
            return journal;
        } catch (IOException | RuntimeException e) {
            try {
                journal.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparingLong(QueueJournal::number))
                    .toList();
        }
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    private static void read(JournalSegment segment, Replay replay) throws IOException {
        var checksum = new CRC32C();
        long at = 0;
        try (InputStream file = Files.newInputStream(segment.file());
                var in = new DataInputStream(new BufferedInputStream(file, 1 << 16))) {
            while (at < segment.size()) {
                long left = segment.size() - at - RecordBuffer.HEADER;
                int length = left < 0 ? -1 : in.readInt();
                if (length <= 0 || length > left) {
                    break;
                }
                int expected = in.readInt();
                byte[] body = in.readNBytes(length);
                checksum.reset();
                checksum.update(body);
                if ((int) checksum.getValue() != expected) {
                    break;
                }
                int whole = RecordBuffer.HEADER + length;
                replay.record(ByteBuffer.wrap(body), new Place(segment, at, whole));
                at += whole;
            }
        }
        if (at < segment.size()) {
            LOG.warn(
                    "{}: the last {} of {} bytes were not written completely when the machine or the"
                            + " process stopped; what they said was not acknowledged to anybody or"
                            + " is done again.",
                    segment.file(),
                    segment.size() - at,
                    segment.size());
        }
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
    ByteBuffer read(Place place) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(place.length() - RecordBuffer.HEADER);
        place.segment().read(body, place.offset() + RecordBuffer.HEADER);
        return body.flip();
    }

    /// The record is needed until it is released.
    void retain(Place place) {
        place.segment().retain(place.length());
    }

    void release(Place place) throws IOException {
        place.segment().release(place.length());
        if (!place.segment().isNeeded()) {
            dropOldest();
        }
    }

    private void dropOldest() throws IOException {
        while (segments.getFirst() != current && !segments.getFirst().isNeeded()) {
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
        return segment != current && all > COMPACT_FROM_BYTES && live < all / 2;
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

package io.serai.broker.queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Reads one file of a [QueueJournal] from its beginning: a record that is damaged costs itself, one whose
/// length is costs what is behind it. Used once.
final class SegmentReading {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentReading.class);

    private final JournalSegment segment;
    private final QueueJournal.Replay replay;
    private long at;
    private long read;
    private long damaged;
    private String reason = "";
    private Optional<String> told = Optional.empty();

    SegmentReading(JournalSegment segment, QueueJournal.Replay replay) {
        this.segment = segment;
        this.replay = replay;
    }

    void run() throws IOException {
        try (InputStream file = Files.newInputStream(segment.file());
                var in = new DataInputStream(new BufferedInputStream(file, 1 << 16))) {
            while (at < segment.size() && next(in)) {
                // each record tells itself
            }
        } catch (IOException e) {
            reason = " (" + e + ")";
        }
        long lost = segment.size() - at;
        if (lost > 0 || damaged > 0) {
            tell(lost);
        }
    }

    private boolean next(DataInputStream in) throws IOException {
        long left = segment.size() - at - RecordBuffer.HEADER;
        int length = left < 0 ? -1 : in.readInt();
        if (length <= 0 || length > left) {
            return false;
        }
        int expected = in.readInt();
        byte[] body = in.readNBytes(length);
        var checksum = new CRC32C();
        checksum.update(body);
        int whole = RecordBuffer.HEADER + length;
        if ((int) checksum.getValue() == expected && told(body, whole)) {
            read++;
        } else {
            damaged++;
        }
        at += whole;
        return true;
    }

    private boolean told(byte[] body, int whole) {
        try {
            replay.record(ByteBuffer.wrap(body), new QueueJournal.Place(segment, at, whole));
            return true;
        } catch (RuntimeException e) {
            reason = " (" + e + ")"; // of another version of Serai
            return false;
        }
    }

    private void tell(long lost) throws IOException {
        Path file = segment.file();
        if (read == 0) {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            file = aside;
        }
        String what =
                "%s: %d records and the last %d of %d bytes cannot be read%s"
                        .formatted(file, damaged, lost, segment.size(), reason);
        LOG.warn(
                "{}: they were not written completely when the machine or the process stopped, or"
                        + " the file was damaged since. Messages they told of are lost, or come"
                        + " again; everything else goes on.",
                what);
        told = Optional.of(what);
    }

    /// What could not be read, in words.
    Optional<String> damage() {
        return told;
    }
}

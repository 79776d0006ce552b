package io.serai.broker.queue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// One file of a [QueueJournal]: written at its end, then kept until nothing in it is needed. No file
/// channel, because that closes for good when a thread that uses it is interrupted. Not thread-safe,
/// except [#sync].
final class JournalSegment {

    private final Path file;
    private final RandomAccessFile data;
    private long size;
    private int live;
    private long liveBytes;

    private JournalSegment(Path file, RandomAccessFile data, long size) {
        this.file = file;
        this.data = data;
        this.size = size;
    }

    static JournalSegment create(Path file) throws IOException {
        Files.createFile(file);
        return new JournalSegment(file, new RandomAccessFile(file.toFile(), "rw"), 0);
    }

    /// For reading only: what a killed process left unfinished at its end stays as it is.
    static JournalSegment existing(Path file) throws IOException {
        var data = new RandomAccessFile(file.toFile(), "r");
        return new JournalSegment(file, data, data.length());
    }

    Path file() {
        return file;
    }

    long size() {
        return size;
    }

    /// Bytes of messages that are still needed.
    long liveBytes() {
        return liveBytes;
    }

    boolean isNeeded() {
        return live > 0;
    }

    void retain(int length) {
        live++;
        liveBytes += length;
    }

    /// A message that is needed has more in the journal, or less when negative.
    void grow(int length) {
        liveBytes += length;
    }

    void release(int length) {
        live--;
        liveBytes -= length;
    }

    /// Writes all of `record`, which has an array, or nothing that counts: a half record is written over
    /// by the next.
    ///
    /// @return where it begins
    long append(ByteBuffer record) throws IOException {
        long start = size;
        seek(start);
        data.write(record.array(), record.arrayOffset() + record.position(), record.remaining());
        size += record.remaining();
        return start;
    }

    void read(ByteBuffer target, long offset) throws IOException {
        seek(offset);
        data.readFully(target.array(), target.arrayOffset(), target.remaining());
        target.position(target.limit());
    }

    private void seek(long offset) throws IOException {
        if (data.getFilePointer() != offset) {
            data.seek(offset);
        }
    }

    /// Survives a power cut from now on. Thread-safe.
    void sync() throws IOException {
        data.getFD().sync();
    }

    void close() throws IOException {
        data.close();
    }

    void delete() throws IOException {
        data.close();
        Files.deleteIfExists(file); // it may have been set aside
    }
}

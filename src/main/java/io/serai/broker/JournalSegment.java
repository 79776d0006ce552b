package io.serai.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// One file of a [QueueJournal]: written at its end, then kept until nothing in it is needed. Not
/// thread-safe, except [#sync].
final class JournalSegment {

    private final Path file;
    private final FileChannel channel;
    private long size;
    private int live;
    private long liveBytes;

    private JournalSegment(Path file, FileChannel channel, long size) {
        this.file = file;
        this.channel = channel;
        this.size = size;
    }

    static JournalSegment create(Path file) throws IOException {
        return new JournalSegment(
                file,
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                0);
    }

    /// For reading only: what a killed process left unfinished at its end stays as it is.
    static JournalSegment existing(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new JournalSegment(file, channel, channel.size());
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

    void release(int length) {
        live--;
        liveBytes -= length;
    }

    /// Writes all of `record` or nothing.
    ///
    /// @return where it begins
    long append(ByteBuffer record) throws IOException {
        long start = size;
        try {
            while (record.hasRemaining()) {
                size += channel.write(record, size);
            }
            return start;
        } catch (IOException e) {
            size = start;
            // A half record would hide all that follow it.
            channel.truncate(start);
            throw e;
        }
    }

    void read(ByteBuffer target, long offset) throws IOException {
        long at = offset;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                throw new IOException("%s ends before byte %d".formatted(file, at));
            }
            at += count;
        }
    }

    /// Survives a power cut from now on. Thread-safe.
    void sync() throws IOException {
        channel.force(false);
    }

    void close() throws IOException {
        channel.close();
    }

    void delete() throws IOException {
        channel.close();
        Files.delete(file);
    }
}

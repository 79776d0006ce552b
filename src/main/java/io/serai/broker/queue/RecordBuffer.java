package io.serai.broker.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Builds one record of a [QueueJournal] after the other: length, checksum, body. Not thread-safe.
final class RecordBuffer {

    /// Bytes before the body.
    static final int HEADER = 2 * Integer.BYTES;

    private static final int USUAL = 16 * 1024;

    private final CRC32C checksum = new CRC32C();
    private ByteBuffer buffer = ByteBuffer.allocate(USUAL);

    RecordBuffer begin(int type) {
        if (buffer.capacity() > USUAL) {
            buffer = ByteBuffer.allocate(USUAL); // one large message must not stay for ever
        }
        buffer.clear().position(HEADER);
        return put(type);
    }

    RecordBuffer put(int value) {
        room(1).put((byte) value);
        return this;
    }

    RecordBuffer putShort(int value) {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    RecordBuffer putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    RecordBuffer putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    RecordBuffer putText(String text) {
        return putBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// With their number before them.
    RecordBuffer putBytes(byte[] bytes) {
        room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
        return this;
    }

    private ByteBuffer room(int wanted) {
        if (buffer.remaining() < wanted) {
            int needed = Math.addExact(buffer.position(), wanted);
            ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, 2 * buffer.capacity()));
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }

    /// The whole record, valid until the next one begins.
    ByteBuffer finish() {
        buffer.flip();
        checksum.reset();
        checksum.update(buffer.duplicate().position(HEADER));
        buffer.putInt(0, buffer.limit() - HEADER);
        buffer.putInt(Integer.BYTES, (int) checksum.getValue());
        return buffer;
    }

    static String text(ByteBuffer body) {
        return new String(bytes(body), StandardCharsets.UTF_8);
    }

    static byte[] bytes(ByteBuffer body) {
        var bytes = new byte[body.getInt()];
        body.get(bytes);
        return bytes;
    }
}

package io.serai.link.subscribe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/// 64 bits that tell one content from another. They depend on a number of this process that nobody knows,
/// so that nobody can make up two contents with the same.
final class ContentHash {

    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long SECRET = RandomGenerator.getDefault().nextLong();
    private static final long FACTOR = RandomGenerator.getDefault().nextLong() | 1;

    private ContentHash() {}

    static long of(byte[] content) {
        long print = mixed(SECRET ^ content.length);
        int at = 0;
        for (; at + Long.BYTES <= content.length; at += Long.BYTES) {
            print = mixed(print ^ (long) WORD.get(content, at));
        }
        long rest = 0;
        for (; at < content.length; at++) {
            rest = rest << Byte.SIZE | (content[at] & 0xff);
        }
        return mixed(print ^ rest);
    }

    private static long mixed(long word) {
        return word * FACTOR ^ Math.unsignedMultiplyHigh(word, FACTOR);
    }
}

package io.serai.link.packet;

import java.util.BitSet;

/// Packet identifiers of what we send: each in use once at a time [MQTT-2.3.1-2]. Not thread-safe.
public final class PacketIds {

    private static final int LARGEST = 65_535;

    private final BitSet used = new BitSet(LARGEST + 1);
    private int last;

    /// The callers' windows add up to fewer than 65535, so one is always free.
    public int take() {
        int next = used.nextClearBit(last + 1);
        if (next > LARGEST) {
            next = used.nextClearBit(1);
        }
        used.set(next);
        last = next;
        return next;
    }

    public void free(int id) {
        used.clear(id);
    }
}

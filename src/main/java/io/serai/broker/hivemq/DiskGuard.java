package io.serai.broker.hivemq;

import io.serai.broker.queue.QueueMemory;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;

/// Shuts the gate before the disk is full: HiveMQ acknowledges what it could not write. Opens it again
/// when there is space. Called by one thread at a time.
public final class DiskGuard {

    private static final Logger LOG = LoggerFactory.getLogger(DiskGuard.class);
    private static final long MEGABYTE = 1024 * 1024;

    private final Path folder;
    private final FreeSpace space;
    private final long least;
    private final QueueMemory memory;
    private final PublishGate gate;
    private @Nullable String trouble;

    /// @param least bytes that must stay free
    DiskGuard(Path folder, FreeSpace space, long least, QueueMemory memory, PublishGate gate) {
        this.folder = folder;
        this.space = space;
        this.least = least;
        this.memory = memory;
        this.gate = gate;
    }

    /// Looks at the disk.
    ///
    /// @return what is wrong with it, or null
    public @Nullable String check() {
        boolean wasWell = trouble == null;
        String now = trouble();
        trouble = now;
        if (now != null) {
            gate.shut();
            if (wasWell) {
                LOG.warn("Broker: {}", now);
            }
        } else if (!wasWell) {
            int held = gate.held();
            gate.open();
            LOG.info(
                    "Broker: the disk of {} has space again; {} messages that were held go on.",
                    folder,
                    held);
        }
        return now;
    }

    private @Nullable String trouble() {
        String what;
        try {
            long free = space.bytes();
            // A tenth more to open again, or it would open and shut all the time.
            long wanted = trouble == null ? least : least + least / 10;
            IOException failure = memory.problem();
            if (failure != null) {
                what = "%s cannot be written: %s".formatted(folder, failure);
            } else if (free < wanted) {
                what =
                        "only %d MB are free for %s, broker.min-free-space is %d MB"
                                .formatted(free / MEGABYTE, folder, least / MEGABYTE);
            } else {
                return null;
            }
        } catch (IOException e) {
            what = "the free space of %s cannot be read: %s".formatted(folder, e);
        }
        return what
                + ". QoS 1, QoS 2 and retained messages are held back and not acknowledged, QoS 0"
                + " goes on. Free space on that disk; it then goes on by itself.";
    }
}

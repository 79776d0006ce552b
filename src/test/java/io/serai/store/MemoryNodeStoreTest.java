package io.serai.store;

import io.serai.time.VirtualTimekeeper;

import java.time.Instant;

class MemoryNodeStoreTest extends NodeStoreContract {

    private final MemoryStore store = new MemoryStore();
    private final MemoryMessages queues = new MemoryMessages(new VirtualTimekeeper(Instant.EPOCH));

    @Override
    NodeStore store() {
        return store;
    }

    @Override
    MessageQueues queues() {
        return queues;
    }
}

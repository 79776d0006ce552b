package io.serai.store;

import io.serai.time.VirtualTimekeeper;

import java.time.Instant;

class MemoryFailedMessagesTest extends FailedMessagesContract {

    private final MemoryMessages messages =
            new MemoryMessages(new VirtualTimekeeper(Instant.EPOCH));

    @Override
    FailedMessages failed() {
        return messages;
    }
}

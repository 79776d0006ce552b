package io.serai.broker.queue;

import org.jspecify.annotations.Nullable;

/// What one client has not acknowledged: a message that was sent to it, or only the PUBREL of one.
/// Confined to its bucket.
final class SentMessage {

    static final int NOT_SENT = 0;

    final long number;
    int packetId;

    /// [MQTT-4.3.3-8] null when PUBREC has come: only PUBREL may be sent from now on.
    @Nullable QueuedMessage message;

    /// Of the record that PUBREC has come.
    QueueJournal.@Nullable Place place;

    /// The journal does not know that PUBREC has come.
    boolean unwritten;

    SentMessage(long number, int packetId, @Nullable QueuedMessage message) {
        this.number = number;
        this.packetId = packetId;
        this.message = message;
    }
}

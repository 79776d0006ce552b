package io.serai.broker;

import com.hivemq.mqtt.message.publish.PUBLISH;

import org.jspecify.annotations.Nullable;

/// One QoS 1 or 2 message that waits in a [ClientQueue], or was sent and is not acknowledged, or of
/// which only the PUBREL is left. Confined to its bucket.
final class QueueEntry {

    static final int NOT_SENT = 0;

    /// Its place in the order of its bucket, the same for ever.
    final long number;

    /// Whether it was retained and came because of a subscription.
    final boolean onSubscribing;

    /// Whether it is of use after the end of the process: not for a session that ends with its
    /// connection.
    final boolean outlives;

    /// Epoch milliseconds, [Long#MAX_VALUE] for never.
    final long expiresAt;

    /// HiveMQ's name for it, by which shared subscriptions acknowledge.
    final String uniqueId;

    int packetId = NOT_SENT;

    /// [MQTT-4.3.3-8] PUBREC has come: only PUBREL may be sent from now on.
    boolean released;

    /// The message, while there is memory for it or no file has it.
    @Nullable PUBLISH message;

    QueueJournal.@Nullable Place place;

    /// The journal does not know its present state.
    boolean unwritten;

    QueueEntry(long number, boolean onSubscribing, boolean outlives, PUBLISH message) {
        this.number = number;
        this.onSubscribing = onSubscribing;
        this.outlives = outlives;
        uniqueId = message.getUniqueId();
        expiresAt =
                message.isExpiryDisabled()
                        ? Long.MAX_VALUE
                        : message.getTimestamp() + 1000 * message.getMessageExpiryInterval();
    }

    /// A PUBREL without its message.
    QueueEntry(long number, int packetId) {
        this.number = number;
        this.packetId = packetId;
        onSubscribing = false;
        outlives = true;
        released = true;
        uniqueId = "";
        expiresAt = Long.MAX_VALUE;
    }

    boolean isSent() {
        return packetId != NOT_SENT;
    }
}

package io.serai.broker.queue;

import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.publish.PUBLISHFactory;

import org.jspecify.annotations.Nullable;

/// One QoS 1 or 2 message, held once for all queues of a bucket that wait for it or have not
/// acknowledged it. Confined to its bucket.
final class QueuedMessage {

    /// Its place in the order of its bucket, the same for ever.
    final long number;

    /// Whether it was retained and came because of a subscription.
    final boolean onSubscribing;

    /// Whether it is of use after the end of the process: not for sessions that end with their connection.
    final boolean outlives;

    /// Epoch milliseconds, [Long#MAX_VALUE] for never.
    final long expiresAt;

    private final String hivemqId;
    private final long publishId;

    /// The message, while there is memory for it or no file has it.
    @Nullable PUBLISH publish;

    QueueJournal.@Nullable Place place;

    /// What the journal has of it, the records of further queues included.
    int bytes;

    /// Queues that have it.
    int holders;

    /// More than one queue had it: each sends its own copy, because a packet identifier belongs to one.
    boolean shared;

    /// The journal does not know its present state.
    boolean unwritten;

    QueuedMessage(long number, boolean onSubscribing, boolean outlives, PUBLISH message) {
        this.number = number;
        this.onSubscribing = onSubscribing;
        this.outlives = outlives;
        hivemqId = message.getHivemqId();
        publishId = message.getPublishId();
        expiresAt =
                message.isExpiryDisabled()
                        ? Long.MAX_VALUE
                        : message.getTimestamp() + 1000 * message.getMessageExpiryInterval();
    }

    /// HiveMQ's name for it, by which shared subscriptions acknowledge; made when asked, because it takes
    /// more memory than all the rest.
    String uniqueId() {
        return hivemqId + "_pub_" + publishId;
    }

    boolean is(PUBLISH message) {
        return publishId == message.getPublishId() && hivemqId.equals(message.getHivemqId());
    }

    /// What one queue may send under an identifier of its own.
    PUBLISH toSend(PUBLISH message) {
        return shared ? new PUBLISHFactory.Mqtt5Builder().fromPublish(message).build() : message;
    }
}

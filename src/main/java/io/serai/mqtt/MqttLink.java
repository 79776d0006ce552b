package io.serai.mqtt;

import java.util.concurrent.CompletionStage;

/// One connection to one broker, shared by all flows that want it. It connects, reconnects and
/// subscribes again by itself. Thread-safe.
public interface MqttLink {

    /// The broker's address as told to people: never a password.
    String name();

    LinkStatus status();

    /// Hands every message that matches `filter` to `receiver`, from now on, also while the
    /// connection is down and up again. A retained message that the broker keeps arrives once after
    /// subscribing. Each message comes once per subscription, however subscriptions overlap.
    ///
    /// @param qos the most that is asked of the broker; messages come with at most this QoS
    Subscription subscribe(TopicFilter filter, Qos qos, Receiver receiver);

    /// Sends a message. While the broker is away it waits on disk, whatever its QoS, and is sent in
    /// order when the broker is back, also after a restart.
    ///
    /// @return completes, in the order of the calls, when the broker has acknowledged it (QoS 1 and
    ///     2), when it was handed to the connection (QoS 0), or when it is safe on disk; fails with
    ///     [MqttLinkException] when it cannot be taken or the link is closed
    CompletionStage<Void> publish(MqttMessage message);

    /// Takes messages. Called in order per subscription, one call at a time; it must not block.
    @FunctionalInterface
    interface Receiver {
        void receive(Delivery delivery);
    }

    /// A message and the duty to acknowledge it.
    interface Delivery {
        MqttMessage message();

        /// Says that this receiver is done with the message, successfully or with its failure on
        /// record. When every receiver of a QoS 1 or 2 message has said so the broker is told.
        /// Idempotent, from any thread.
        void acknowledge();
    }

    /// A standing wish for messages.
    interface Subscription extends AutoCloseable {

        /// Asks for other messages from now on, for the same receiver. A message that both filters match
        /// is not missed; of QoS 1 and 2 one may come twice while the broker takes up the new filter.
        /// Messages received before are still to be acknowledged.
        ///
        /// @throws MqttLinkException when the link is closed
        void change(TopicFilter filter, Qos qos);

        /// Asks the broker for nothing more for now, where no other subscription of the link has the same
        /// filter. What is on its way still comes, what the broker gets after that is missed. A link that
        /// saves nothing by it goes on as before.
        default void pause() {}

        /// Asks again; retained messages come once more. Without effect when it was not paused.
        default void resume() {}

        /// Ends it; nothing is handed to the receiver after this returns. Idempotent.
        @Override
        void close();
    }
}

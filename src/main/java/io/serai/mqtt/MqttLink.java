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

    /// A standing request for messages.
    interface Subscription extends AutoCloseable {

        /// Asks for other messages from now on, for the same receiver. A message that both filters match
        /// is not missed; of QoS 1 and 2 one may come twice while the broker takes up the new filter.
        /// Messages received before are still to be acknowledged.
        ///
        /// @throws MqttLinkException when the link is closed
        void change(TopicFilter filter, Qos qos);

        /// Hands over nothing more for now: what comes is missed. The broker is asked for nothing either
        /// where all subscriptions that it serves are paused. Others miss nothing by it.
        default void pause() {}

        /// Asks again; retained messages that changed come once more. Without effect when it was not
        /// paused.
        default void resume() {}

        /// Whether the gateway is about to stop: what is not acknowledged stays with the broker, for the
        /// next start.
        default boolean isHeld() {
            return false;
        }

        /// Ends it; nothing is handed to the receiver after this returns, and what comes for it later is
        /// nobody's. What was handed over before is still to be acknowledged. Idempotent.
        @Override
        void close();
    }
}

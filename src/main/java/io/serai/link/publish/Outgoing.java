package io.serai.link.publish;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// A message on its way to the broker and how far it has come. Confined to the event loop, except
/// `message` and `done`.
final class Outgoing {

    final MqttMessage message;
    final CompletableFuture<Void> done = new CompletableFuture<>();

    /// It speaks of the connection, as birth and will do, and means nothing on another one.
    final boolean ofConnection;

    /// The packet identifier; 0 when it has none.
    int id;

    /// With which it goes, when the broker does not take that of the message.
    Qos qos;

    /// In the outbox on disk; 0 when it is not there.
    long diskId;

    /// The outbox has not yet said whether it is there.
    boolean goingToDisk;

    int strikes;
    boolean received; // PUBREC came, so only PUBREL may be sent again
    boolean onTheWire;

    /// The broker has it, or will never be sent it again.
    boolean finished;

    long sentAt;

    /// Its fate is known: `done` falls due after those of the messages before it.
    boolean settled;

    @Nullable Throwable failure;

    Outgoing(MqttMessage message) {
        this(message, false);
    }

    private Outgoing(MqttMessage message, boolean ofConnection) {
        this.message = message;
        this.ofConnection = ofConnection;
        qos = message.qos();
    }

    static Outgoing ofConnection(MqttMessage message) {
        return new Outgoing(message, true);
    }

    /// One whose sender goes on at once.
    static Outgoing handedOver(MqttMessage message) {
        var outgoing = new Outgoing(message);
        outgoing.settled = true;
        outgoing.complete();
        return outgoing;
    }

    /// One from the outbox, on whose acknowledgement nobody waits any more.
    static Outgoing fromDisk(long diskId, MqttMessage message) {
        var outgoing = new Outgoing(message);
        outgoing.diskId = diskId;
        outgoing.settled = true;
        return outgoing;
    }

    boolean isOnDisk() {
        return diskId != 0;
    }

    void complete() {
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(failure);
        }
    }
}

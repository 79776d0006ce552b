package io.serai.node.input;

import io.serai.flow.Attempt;
import io.serai.mqtt.MqttLink.Delivery;
import io.serai.mqtt.MqttMessage;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/// A message that no broker delivers but a person. Thread-safe.
public final class InjectedDelivery implements Delivery {

    private final MqttMessage message;
    private final Map<String, String> headers;
    private final boolean kept;
    private final Runnable whenSafe;
    private final AtomicBoolean safe = new AtomicBoolean();
    private final CompletableFuture<Attempt> attempt = new CompletableFuture<>();

    /// @param headers to be added to those of the message
    /// @param kept whether a failure is put on record whatever the QoS
    /// @param whenSafe called once, when the message is processed, on record as failed, or on disk
    public InjectedDelivery(
            MqttMessage message, Map<String, String> headers, boolean kept, Runnable whenSafe) {
        this.message = message;
        this.headers = Map.copyOf(headers);
        this.kept = kept;
        this.whenSafe = whenSafe;
    }

    @Override
    public MqttMessage message() {
        return message;
    }

    Map<String, String> headers() {
        return headers;
    }

    boolean isKept() {
        return kept;
    }

    /// How it went; never completes when the message goes by way of the disk, or the flow ends before.
    public CompletionStage<Attempt> attempt() {
        return attempt;
    }

    void ended(Attempt outcome) {
        attempt.complete(outcome);
    }

    @Override
    public void acknowledge() {
        if (safe.compareAndSet(false, true)) {
            whenSafe.run();
        }
    }
}

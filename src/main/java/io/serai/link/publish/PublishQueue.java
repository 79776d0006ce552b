package io.serai.link.publish;

import io.netty.channel.EventLoop;
import io.serai.link.packet.BrokerLimits;
import io.serai.link.transport.LinkServices;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;

import org.jspecify.annotations.Nullable;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Messages submitted by any thread that the event loop has not yet taken, in order; bounded. [#submit] is
/// for any thread, the rest for the event loop.
final class PublishQueue {

    /// As many QoS 0 messages may be on their way from other threads to the connection before their senders
    /// are held back.
    private static final int HANDED_OVER = 64;

    private final EventLoop loop;
    private final Counters counters;
    private final String name;
    private final int most;
    private final Runnable whenSubmitted;

    private final Queue<Outgoing> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /// The loop will look: one task of it for as many messages as there are.
    private final AtomicBoolean lookDue = new AtomicBoolean();

    /// Submitted, and whoever did waits for its completion.
    private final AtomicInteger awaited = new AtomicInteger();

    /// What the broker takes to which what is submitted goes straight; null while it does not.
    private volatile @Nullable BrokerLimits flowing;

    private volatile @Nullable String closed;

    /// @param name the subject of its counts
    /// @param whenSubmitted runs on the loop; to begin with [#looked]
    PublishQueue(LinkServices around, String name, Runnable whenSubmitted) {
        this.name = name;
        this.whenSubmitted = whenSubmitted;
        loop = around.transport().loop();
        counters = around.counters();
        most = around.config().maxQueued();
    }

    /// See [Publisher#submit].
    CompletionStage<Void> submit(MqttMessage message) {
        String reason = closed;
        if (reason != null) {
            return CompletableFuture.failedFuture(new MqttLinkException(reason));
        }
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            counters.add("mqtt.refused-publishes", name);
            return CompletableFuture.failedFuture(
                    new MqttLinkException(
                            ("%s: %d messages wait for the broker already; this one, on %s, was not"
                                            + " taken. Publish less, or raise mqtt.max-queued")
                                    .formatted(name, most, message.topic())));
        }
        Outgoing outgoing;
        BrokerLimits limits = flowing;
        if (message.qos() == Qos.AT_MOST_ONCE
                && limits != null
                && limits.refusal(message) == null
                && awaited.get() == 0
                && count.get() <= HANDED_OVER) {
            outgoing = Outgoing.handedOver(message);
        } else {
            outgoing = new Outgoing(message);
            awaited.incrementAndGet();
            var _ = outgoing.done.whenComplete((_, _) -> awaited.decrementAndGet());
        }
        waiting.add(outgoing);
        if (lookDue.compareAndSet(false, true)) {
            try {
                loop.execute(whenSubmitted);
            } catch (RejectedExecutionException e) {
                lookDue.set(false);
                outgoing.done.completeExceptionally(new MqttLinkException(name + " is closed", e));
            }
        }
        return outgoing.done;
    }

    /// The loop looks now; what is submitted from here on it has to be told of again.
    void looked() {
        lookDue.set(false);
    }

    /// @param limits of the broker to which what is submitted now goes straight; null when it does not
    void flowing(@Nullable BrokerLimits limits) {
        flowing = limits;
    }

    @Nullable Outgoing peek() {
        return waiting.peek();
    }

    @Nullable Outgoing take() {
        Outgoing next = waiting.poll();
        if (next != null) {
            count.decrementAndGet();
        }
        return next;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// More than half full.
    boolean isCrowded() {
        return count.get() > most / 2;
    }

    /// Takes nothing more.
    ///
    /// @param reason of later publishes' failure
    void close(String reason) {
        closed = reason;
    }

    /// Why nothing more is taken; null when it is.
    @Nullable String closed() {
        return closed;
    }
}

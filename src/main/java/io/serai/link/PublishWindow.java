package io.serai.link;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Messages on their way to the broker: a bounded waiting room, and a window of those sent and not
/// yet acknowledged, which outlive the connection. In order.
///
/// [#submit] is for any thread, the rest for the event loop.
final class PublishWindow {

    /// Connections the broker may close with one and the same message alone on its way.
    private static final int STRIKES = 3;

    private final EventLoop loop;
    private final Timekeeper time;
    private final Counters counters;
    private final PacketIds ids;
    private final String name;
    private final int maxInflight;
    private final int maxQueued;

    private final Queue<Outgoing> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicBoolean pumpDue = new AtomicBoolean();
    private volatile @Nullable String closed;

    private final Map<Integer, Outgoing> unacknowledged = new LinkedHashMap<>();
    private final Deque<Outgoing> toResend = new ArrayDeque<>();
    private @Nullable MqttMessage birth;
    private @Nullable Wire wire;

    /// The broker closed the connection with messages on their way: they go again one at a time, to
    /// find the one it cannot stand.
    private boolean cautious;

    private static final class Outgoing {
        final MqttMessage message;
        final CompletableFuture<Void> done = new CompletableFuture<>();
        int id;
        int strikes;
        boolean received; // PUBREC came, so only PUBREL may be sent again
        boolean onTheWire;
        long sentAt;

        Outgoing(MqttMessage message) {
            this.message = message;
        }
    }

    PublishWindow(
            EventLoop loop,
            Timekeeper time,
            Counters counters,
            PacketIds ids,
            String name,
            int maxInflight,
            int maxQueued) {
        this.loop = loop;
        this.time = time;
        this.counters = counters;
        this.ids = ids;
        this.name = name;
        this.maxInflight = maxInflight;
        this.maxQueued = maxQueued;
    }

    /// Completes on the event loop; what may block after it belongs elsewhere.
    CompletionStage<Void> submit(MqttMessage message) {
        String reason = closed;
        if (reason != null) {
            return CompletableFuture.failedFuture(new MqttLinkException(reason));
        }
        if (waitingCount.incrementAndGet() > maxQueued) {
            waitingCount.decrementAndGet();
            counters.add("mqtt.refused-publishes", name);
            return CompletableFuture.failedFuture(
                    new MqttLinkException(
                            ("%s: %d messages wait for the broker already; this one, on %s, was not"
                                            + " taken. Bring the broker back, publish less, or raise"
                                            + " mqtt.max-queued")
                                    .formatted(name, maxQueued, message.topic())));
        }
        var outgoing = new Outgoing(message);
        waiting.add(outgoing);
        if (pumpDue.compareAndSet(false, true)) {
            try {
                loop.execute(this::pump);
            } catch (RejectedExecutionException e) {
                outgoing.done.completeExceptionally(new MqttLinkException(name + " is closed", e));
            }
        }
        return outgoing.done;
    }

    /// A connection is there: what was on its way goes again, then `birth`, then what waits.
    ///
    /// @param session whether the broker still knows what it received of ours
    void opened(Wire newWire, boolean session, @Nullable MqttMessage birthMessage) {
        wire = newWire;
        birth = birthMessage;
        toResend.clear();
        toResend.addAll(unacknowledged.values());
        for (Outgoing each : toResend) {
            each.onTheWire = false;
            // Without its session the broker has dropped what it had received but not been
            // released.
            each.received &= session;
        }
        pump();
    }

    /// The connection is gone.
    ///
    /// @param byBroker whether the broker closed it of its own accord
    void lost(boolean byBroker) {
        List<Outgoing> suspects =
                unacknowledged.values().stream().filter(each -> each.onTheWire).toList();
        if (wire != null && byBroker && !suspects.isEmpty()) {
            if (cautious && ++suspects.getFirst().strikes >= STRIKES) {
                giveUp(suspects.getFirst());
            }
            cautious = true;
        }
        wire = null;
    }

    /// One message the broker will not have must not stop all others for ever.
    private void giveUp(Outgoing culprit) {
        unacknowledged.remove(culprit.id);
        ids.free(culprit.id);
        counters.add("mqtt.refused-publishes", name);
        culprit.done.completeExceptionally(
                new MqttLinkException(
                        ("%s: the broker closed the connection each time it was sent %s; it was given"
                                        + " up. It may be too large for the broker or not permitted"
                                        + " there")
                                .formatted(name, culprit.message)));
    }

    private int limit() {
        return cautious ? 1 : maxInflight;
    }

    /// Sends as much as the window and the connection take.
    void pump() {
        pumpDue.set(false);
        String reason = closed;
        if (reason != null) {
            failWaiting(reason);
            return;
        }
        if (wire == null) {
            return;
        }
        while (!toResend.isEmpty()) {
            if (onTheWay() >= limit()) {
                return;
            }
            resend(wire, toResend.remove());
        }
        if (unacknowledged.isEmpty()) {
            cautious = false;
        }
        if (birth != null && onTheWay() < limit()) {
            sendAcknowledged(wire, new Outgoing(birth));
            birth = null;
        }
        for (Outgoing next = waiting.peek(); next != null; next = waiting.peek()) {
            boolean acknowledged = next.message.qos() != Qos.AT_MOST_ONCE;
            if (!wire.isWritable() || (acknowledged && onTheWay() >= limit())) {
                return;
            }
            waiting.remove();
            waitingCount.decrementAndGet();
            sendAcknowledged(wire, next);
        }
    }

    private int onTheWay() {
        return unacknowledged.size() - toResend.size();
    }

    private void sendAcknowledged(Wire to, Outgoing outgoing) {
        if (outgoing.message.qos() == Qos.AT_MOST_ONCE) {
            to.send(Packets.publish(outgoing.message, 0, false));
            outgoing.done.complete(null);
            return;
        }
        outgoing.id = ids.take();
        unacknowledged.put(outgoing.id, outgoing);
        outgoing.onTheWire = true;
        outgoing.sentAt = time.nanos();
        to.send(Packets.publish(outgoing.message, outgoing.id, false));
    }

    private void resend(Wire to, Outgoing outgoing) {
        outgoing.onTheWire = true;
        outgoing.sentAt = time.nanos();
        // [MQTT-4.4.0-1] with the identifier it had
        to.send(
                outgoing.received
                        ? Packets.reply(MqttMessageType.PUBREL, outgoing.id)
                        : Packets.publish(outgoing.message, outgoing.id, true));
    }

    void acknowledged(int id) {
        Outgoing outgoing = unacknowledged.get(id);
        if (outgoing != null && outgoing.message.qos() == Qos.AT_LEAST_ONCE) {
            complete(outgoing);
        }
    }

    void received(Wire from, int id) {
        Outgoing outgoing = unacknowledged.get(id);
        if (outgoing != null && outgoing.message.qos() == Qos.EXACTLY_ONCE) {
            outgoing.received = true;
            outgoing.sentAt = time.nanos();
        }
        // Also for one we do not know, or the broker would keep it for ever.
        from.send(Packets.reply(MqttMessageType.PUBREL, id));
    }

    void completed(int id) {
        Outgoing outgoing = unacknowledged.get(id);
        if (outgoing != null && outgoing.received) {
            complete(outgoing);
        }
    }

    private void complete(Outgoing outgoing) {
        unacknowledged.remove(outgoing.id);
        if (!outgoing.onTheWire) {
            toResend.remove(outgoing);
        }
        ids.free(outgoing.id);
        outgoing.done.complete(null);
        pump();
    }

    /// Whether a message sent on this connection has had no answer for so long.
    boolean isOverdue(Duration patience) {
        long now = time.nanos();
        return unacknowledged.values().stream()
                .anyMatch(each -> each.onTheWire && now - each.sentAt > patience.toNanos());
    }

    boolean isEmpty() {
        return waiting.isEmpty() && unacknowledged.isEmpty();
    }

    /// Takes nothing more; what was not acknowledged fails with `reason`.
    void close(String reason) {
        closed = reason;
        wire = null;
        birth = null;
        failWaiting(reason);
        var open = new ArrayList<>(unacknowledged.values());
        unacknowledged.clear();
        toResend.clear();
        open.forEach(each -> each.done.completeExceptionally(new MqttLinkException(reason)));
    }

    private void failWaiting(String reason) {
        for (Outgoing next = waiting.poll(); next != null; next = waiting.poll()) {
            waitingCount.decrementAndGet();
            next.done.completeExceptionally(new MqttLinkException(reason));
        }
    }
}

package io.serai.link.subscribe;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.serai.link.packet.Packets;
import io.serai.link.transport.NetworkConnection;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Messages from the broker that are not yet acknowledged. PUBACK and PUBREC go out when the last
/// receiver is done, so what is in work when the process dies is still the broker's.
///
/// They go out in the order of arrival [MQTT-4.6.0-2] [MQTT-4.6.0-3]: Mosquitto up to 2.0.12 sends a new
/// message before those that wait in its queue when the acknowledgement of a later one comes first. But
/// what has been in work for longer than [#PATIENCE] is passed by, or one slow flow would use up the
/// broker's window for all.
///
/// Confined to the event loop, except [Acknowledgement#done].
public final class PendingAcknowledgements {

    /// How long acknowledgements wait for that of an older message. A flow that falls behind puts what it
    /// has on disk, and acknowledges it, after 100 ms.
    static final Duration PATIENCE = Duration.ofMillis(250);

    private final EventLoop loop;
    private final Timekeeper time;

    /// In the order of arrival on this connection: not answered, and not passed by. At most as many as the
    /// broker has identifiers, 65535.
    private final Queue<Acknowledgement> line = new ArrayDeque<>();

    /// How many in the line are done and wait for an older one.
    private int held;

    /// Whether somebody will look whether the oldest has had its time.
    private boolean watched;

    /// QoS 2 by packet identifier, from PUBLISH to PUBREL: what comes again in between is a duplicate
    /// [MQTT-4.3.3-2]. At most 65535.
    private final Map<Integer, Acknowledgement> exactlyOnce = new HashMap<>();

    /// Done on other threads; one task of the loop for as many as there are. At most as many as are
    /// unacknowledged.
    private final Queue<Acknowledgement> done = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean doneHeard = new AtomicBoolean();
    private @Nullable NetworkConnection wire;

    public PendingAcknowledgements(EventLoop loop, Timekeeper time) {
        this.loop = loop;
        this.time = time;
    }

    /// The duty to acknowledge one packet, when as many receivers as were expected are done.
    public final class Acknowledgement {
        private final int id;
        private final Qos qos;
        private @Nullable NetworkConnection cameOn;
        private final long arrived = time.nanos();
        private boolean settled;
        private boolean inLine;
        private final AtomicInteger open = new AtomicInteger(1);

        private Acknowledgement(int id, Qos qos) {
            this.id = id;
            this.qos = qos;
            cameOn = wire;
        }

        /// One more receiver; call before it gets the message.
        void expectOne() {
            open.incrementAndGet();
        }

        /// One receiver is done. From any thread.
        void done() {
            if (open.decrementAndGet() != 0) {
                return;
            }
            if (loop.inEventLoop()) {
                settle(this);
                return;
            }
            done.add(this);
            if (!doneHeard.getAndSet(true)) {
                onLoop(PendingAcknowledgements.this::settleDone);
            }
        }

        /// The connection it came on is gone and the broker will send it again or has forgotten it.
        boolean isStale() {
            return qos == Qos.EXACTLY_ONCE ? exactlyOnce.get(id) != this : cameOn != wire;
        }
    }

    /// A connection is open; what was not acknowledged before comes again on it.
    ///
    /// @param session whether the broker still knows what it sent and we have not acknowledged
    public void opened(NetworkConnection newWire, boolean session) {
        wire = newWire;
        if (!session) {
            exactlyOnce.clear();
        }
    }

    public void lost() {
        wire = null;
        line.forEach(each -> each.inLine = false);
        line.clear();
        held = 0;
    }

    /// Takes a QoS 1 or 2 packet.
    ///
    /// @return its receipt, which counts one receiver already: the caller, who is done after handing
    ///     the message on; null for a QoS 2 duplicate
    public @Nullable Acknowledgement take(NetworkConnection from, MqttMessage message, int id) {
        if (message.qos() != Qos.EXACTLY_ONCE) {
            var receipt = new Acknowledgement(id, message.qos());
            lineUp(receipt);
            return receipt;
        }
        Acknowledgement known = exactlyOnce.get(id);
        if (known == null) {
            var receipt = new Acknowledgement(id, message.qos());
            exactlyOnce.put(id, receipt);
            lineUp(receipt);
            return receipt;
        }
        known.cameOn = from;
        if (!known.inLine) {
            lineUp(known);
        }
        answerSettled();
        return null;
    }

    private void lineUp(Acknowledgement receipt) {
        receipt.inLine = true;
        line.add(receipt);
        if (receipt.settled) {
            held++;
        }
    }

    public void released(NetworkConnection from, int id) {
        exactlyOnce.remove(id);
        // Also for one we do not know: it was received before a restart, and the broker waits.
        from.send(Packets.reply(MqttMessageType.PUBCOMP, id));
    }

    private void settleDone() {
        doneHeard.set(false);
        for (Acknowledgement next = done.poll(); next != null; next = done.poll()) {
            settle(next);
        }
    }

    private void settle(Acknowledgement receipt) {
        receipt.settled = true;
        if (!receipt.inLine) {
            answer(receipt);
            return;
        }
        held++;
        answerSettled();
    }

    /// Answers the oldest, as far as they are done.
    private void answerSettled() {
        for (Acknowledgement next = line.peek();
                next != null && (next.settled || next.isStale());
                next = line.peek()) {
            leave(next);
            answer(next);
        }
        if (held > 0 && !watched) {
            watched = true;
            long age = time.nanos() - line.element().arrived;
            time.schedule(PATIENCE.minusNanos(age), () -> onLoop(this::passBy));
        }
    }

    /// Goes on without those that have had their time; they are answered when they are done.
    private void passBy() {
        watched = false;
        for (Acknowledgement next = line.peek();
                next != null && (next.settled || time.nanos() - next.arrived >= PATIENCE.toNanos());
                next = line.peek()) {
            leave(next);
            if (next.settled) {
                answer(next);
            }
        }
        answerSettled();
    }

    private void leave(Acknowledgement oldest) {
        line.remove();
        oldest.inLine = false;
        if (oldest.settled) {
            held--;
        }
    }

    private void answer(Acknowledgement receipt) {
        if (!receipt.settled || receipt.isStale()) {
            return;
        }
        if (wire == null || receipt.cameOn != wire) {
            return; // a QoS 2 message finished between connections; answered when it comes again
        }
        wire.send(
                Packets.reply(
                        receipt.qos == Qos.EXACTLY_ONCE
                                ? MqttMessageType.PUBREC
                                : MqttMessageType.PUBACK,
                        receipt.id));
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            // Closed: nobody is left to tell, and the broker will deliver it again.
            return;
        }
    }
}

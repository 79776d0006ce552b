package io.serai.link;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;

import org.jspecify.annotations.Nullable;

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
/// Acknowledgements leave as they fall due, not in the order of arrival that [MQTT-4.6.0-2] asks for:
/// one slow flow would otherwise use up the broker's window for all. No broker minds.
/// Confined to the event loop, except [Receipt#done].
final class Inbox {

    private final EventLoop loop;

    /// QoS 2 by packet identifier, from PUBLISH to PUBREL: what comes again in between is a duplicate
    /// [MQTT-4.3.3-2]. At most 65535.
    private final Map<Integer, Receipt> exactlyOnce = new HashMap<>();

    /// Done on other threads; one task of the loop for as many as there are. At most as many as are
    /// unacknowledged.
    private final Queue<Receipt> done = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean doneHeard = new AtomicBoolean();
    private @Nullable Wire wire;

    Inbox(EventLoop loop) {
        this.loop = loop;
    }

    /// The duty to acknowledge one packet, when as many receivers as were expected are done.
    final class Receipt {
        private final int id;
        private final Qos qos;
        private @Nullable Wire cameOn;
        private boolean settled;
        private final AtomicInteger open = new AtomicInteger(1);

        private Receipt(int id, Qos qos) {
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
                try {
                    loop.execute(Inbox.this::settleDone);
                } catch (RejectedExecutionException _) {
                    // Closed: nobody is left to tell, and the broker will deliver it again.
                    return;
                }
            }
        }

        /// The connection it came on is gone and the broker will send it again or has forgotten it.
        boolean isStale() {
            return qos == Qos.EXACTLY_ONCE ? exactlyOnce.get(id) != this : cameOn != wire;
        }
    }

    /// @param session whether the broker still knows what it sent and we have not acknowledged
    void opened(Wire newWire, boolean session) {
        wire = newWire;
        if (!session) {
            exactlyOnce.clear();
        }
    }

    void lost() {
        wire = null;
    }

    /// Takes a QoS 1 or 2 packet.
    ///
    /// @return its receipt, which counts one receiver already: the caller, who is done after handing
    ///     the message on; null for a QoS 2 duplicate
    @Nullable Receipt take(Wire from, MqttMessage message, int id) {
        if (message.qos() != Qos.EXACTLY_ONCE) {
            return new Receipt(id, message.qos());
        }
        Receipt known = exactlyOnce.get(id);
        if (known == null) {
            var receipt = new Receipt(id, message.qos());
            exactlyOnce.put(id, receipt);
            return receipt;
        }
        known.cameOn = from;
        if (known.settled) {
            from.send(Packets.reply(MqttMessageType.PUBREC, id));
        }
        return null;
    }

    void released(Wire from, int id) {
        exactlyOnce.remove(id);
        // Also for one we do not know: it was received before a restart, and the broker waits.
        from.send(Packets.reply(MqttMessageType.PUBCOMP, id));
    }

    private void settleDone() {
        doneHeard.set(false);
        for (Receipt next = done.poll(); next != null; next = done.poll()) {
            settle(next);
        }
    }

    private void settle(Receipt receipt) {
        if (receipt.isStale()) {
            return;
        }
        receipt.settled = true;
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
}

package io.serai.link.publish;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.serai.link.packet.PacketIds;
import io.serai.link.packet.Packets;
import io.serai.link.transport.NetworkConnection;
import io.serai.mqtt.Qos;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// QoS 1 and 2 messages sent and not yet acknowledged. They outlive the connection and go again on the
/// next one, in order. Confined to the event loop.
final class InFlightWindow {

    /// Connections the broker may close with one and the same message alone on its way.
    private static final int STRIKES = 3;

    private final Timekeeper time;
    private final PacketIds ids;
    private final int configured;
    private int most;

    private final Map<Integer, Outgoing> unacknowledged = new LinkedHashMap<>();
    private final Deque<Outgoing> toResend = new ArrayDeque<>();

    /// The broker closed the connection with messages on their way: they go again one at a time, to
    /// find the one it cannot stand.
    private boolean cautious;

    InFlightWindow(Timekeeper time, PacketIds ids, int most) {
        this.time = time;
        this.ids = ids;
        configured = most;
        this.most = most;
    }

    /// In the order in which they were sent first.
    Collection<Outgoing> all() {
        return Collections.unmodifiableCollection(unacknowledged.values());
    }

    boolean hasRoom() {
        return unacknowledged.size() - toResend.size() < (cautious ? 1 : most);
    }

    void send(NetworkConnection to, Outgoing outgoing) {
        outgoing.id = ids.take();
        unacknowledged.put(outgoing.id, outgoing);
        sent(outgoing);
        to.send(Packets.publish(outgoing.message.withQos(outgoing.qos), outgoing.id, false));
    }

    private void sent(Outgoing outgoing) {
        outgoing.onTheWire = true;
        outgoing.sentAt = time.nanos();
    }

    /// A connection is there, on which everything has to go again.
    ///
    /// @param session whether the broker still knows what it received of ours
    /// @param receiveMaximum what the broker takes at once [MQTT-3.3.4-9]
    void opened(boolean session, int receiveMaximum) {
        most = Math.min(configured, receiveMaximum);
        toResend.clear();
        toResend.addAll(unacknowledged.values());
        for (Outgoing each : toResend) {
            each.onTheWire = false;
            // Without its session the broker has dropped what it had received but not been
            // released.
            each.received &= session;
        }
    }

    /// Sends again as much as there is room for.
    ///
    /// @return whether everything has gone again
    boolean resend(NetworkConnection to) {
        while (!toResend.isEmpty()) {
            if (!hasRoom()) {
                return false;
            }
            Outgoing next = toResend.remove();
            sent(next);
            // [MQTT-4.4.0-1] with the identifier it had
            to.send(
                    next.received
                            ? Packets.reply(MqttMessageType.PUBREL, next.id)
                            : Packets.publish(next.message.withQos(next.qos), next.id, true));
        }
        if (unacknowledged.isEmpty()) {
            cautious = false;
        }
        return true;
    }

    /// The oldest that the broker has not answered.
    @Nullable Outgoing suspect() {
        return unacknowledged.values().stream()
                .filter(each -> each.onTheWire)
                .findFirst()
                .orElse(null);
    }

    /// The broker closed the connection of its own accord, perhaps because of what was sent.
    ///
    /// @return the message it will certainly not have
    @Nullable Outgoing rejected() {
        List<Outgoing> suspects =
                unacknowledged.values().stream().filter(each -> each.onTheWire).toList();
        if (suspects.isEmpty()) {
            return null;
        }
        boolean alone = cautious;
        cautious = true;
        Outgoing first = suspects.getFirst();
        return alone && ++first.strikes >= STRIKES ? first : null;
    }

    /// PUBACK.
    ///
    /// @return the message that is done
    @Nullable Outgoing acknowledged(int id) {
        Outgoing outgoing = unacknowledged.get(id);
        return outgoing != null && outgoing.qos == Qos.AT_LEAST_ONCE ? outgoing : null;
    }

    /// PUBACK or PUBREC with a failure.
    ///
    /// @return the message the broker will not have
    @Nullable Outgoing refused(int id) {
        return unacknowledged.get(id);
    }

    /// PUBREC.
    void received(NetworkConnection from, int id) {
        Outgoing outgoing = unacknowledged.get(id);
        if (outgoing != null && outgoing.qos == Qos.EXACTLY_ONCE) {
            outgoing.received = true;
            outgoing.sentAt = time.nanos();
        }
        // Also for one we do not know, or the broker would keep it for ever.
        from.send(Packets.reply(MqttMessageType.PUBREL, id));
    }

    /// PUBCOMP.
    ///
    /// @return the message that is done
    @Nullable Outgoing completed(int id) {
        Outgoing outgoing = unacknowledged.get(id);
        return outgoing != null && outgoing.received ? outgoing : null;
    }

    void remove(Outgoing outgoing) {
        if (unacknowledged.remove(outgoing.id, outgoing)) {
            ids.free(outgoing.id);
            if (!outgoing.onTheWire) {
                toResend.remove(outgoing);
            }
        }
    }

    /// Whether a message sent on this connection has had no answer for so long.
    boolean isOverdue(Duration patience) {
        long now = time.nanos();
        return unacknowledged.values().stream()
                .anyMatch(each -> each.onTheWire && now - each.sentAt > patience.toNanos());
    }

    boolean isEmpty() {
        return unacknowledged.isEmpty();
    }
}

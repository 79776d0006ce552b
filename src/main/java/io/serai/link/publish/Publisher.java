package io.serai.link.publish;

import io.netty.channel.EventLoop;
import io.serai.link.packet.BrokerLimits;
import io.serai.link.packet.PacketIds;
import io.serai.link.packet.PacketSize;
import io.serai.link.packet.Packets;
import io.serai.link.packet.ReasonCode;
import io.serai.link.transport.LinkServices;
import io.serai.link.transport.NetworkConnection;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;
import io.serai.store.FailedMessage;
import io.serai.store.FailedMessages;
import io.serai.store.MessageQueue;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/// Messages on their way to the broker: a bounded waiting room, and a window of those sent and not
/// yet acknowledged, which outlive the connection. In order.
///
/// While the broker is away everything goes to the [Outbox], and while something there was not sent
/// what is new goes behind it, or waits in memory for the last few to be gone. When the outbox has
/// something unsent, everything older that is not acknowledged is on disk as well, or after a kill the
/// older would come behind the younger.
///
/// [#submit] is for any thread, the rest for the event loop.
public final class Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    /// How long a lost connection may stay away before the disk is troubled.
    private static final Duration GRACE = Duration.ofSeconds(1);

    /// A broker that has acknowledged nothing for so long is as good as away.
    private static final Duration STALL = Duration.ofSeconds(5);

    /// How long nothing is sent that is as large as what the broker closed the connection for.
    private static final Duration LEARNED = Duration.ofMinutes(10);

    /// Bytes; what is smaller a broker refuses for other reasons.
    private static final int LEAST_LEARNED = 1024;

    private final EventLoop loop;
    private final Timekeeper time;
    private final Counters counters;

    /// What the broker has acknowledged, and at QoS 0 what was handed to the connection.
    private final LongAdder published;

    private final String name;
    private final PublishQueue waiting;
    private final InFlightWindow inFlight;
    private final Outbox outbox;
    private final FailedMessages failed;
    private final Completions completions = new Completions();

    private @Nullable Outgoing birth;
    private @Nullable NetworkConnection wire;
    private BrokerLimits said = BrokerLimits.NONE;

    /// What was said, and what was learned.
    private BrokerLimits limits = said;

    private boolean cappedTold;

    /// Bytes of the largest packet that the broker has acknowledged.
    private long largestTaken;

    /// Bytes of packets that the broker has not closed the connection for each time, as far as is known.
    private long learnedMost = Long.MAX_VALUE;

    private long learnedAt;

    /// The broker is away, not only for a moment.
    private boolean away;

    private long lostAt;
    private boolean draining;

    /// Whether all that is unacknowledged is on disk, as far as it may be.
    private boolean keptAll;

    /// @param name the subject of its counts
    public Publisher(LinkServices around, PacketIds ids, String name, MessageQueue queue) {
        this.name = name;
        loop = around.transport().loop();
        time = around.time();
        counters = around.counters();
        published = counters.adder("mqtt.messages-published", name);
        waiting = new PublishQueue(around, name, this::pump);
        inFlight = new InFlightWindow(time, ids, around.config().maxInflight());
        failed = around.failed();
        outbox =
                new Outbox(
                        loop,
                        time,
                        around.config().outbox(),
                        queue,
                        new OutboxReport(name, time, around.health(), counters),
                        this::pump);
    }

    /// Completes, in the order of the calls, when the broker has acknowledged the message, or it was
    /// handed to the connection (QoS 0), or it is in the outbox. On the event loop, where nothing may
    /// block, or at once: QoS 0 with nobody before it, on a connection that takes it.
    public CompletionStage<Void> submit(MqttMessage message) {
        return waiting.submit(message);
    }

    /// It will be connected, and nobody else sends from this outbox now.
    public void start() {
        lostAt = time.nanos();
        outbox.start();
    }

    /// Who knows when it will be connected: the broker counts as away.
    public void standBy() {
        away = true;
        pump();
    }

    /// A connection is there: what was on its way goes again, then `birthMessage`, then what waits.
    ///
    /// @param session whether the broker still knows what it received of ours
    public void opened(
            NetworkConnection newWire,
            boolean session,
            BrokerLimits newLimits,
            @Nullable MqttMessage birthMessage) {
        wire = newWire;
        said = newLimits;
        limits = known();
        away = false;
        birth = birthMessage == null ? null : birth(birthMessage);
        outbox.opened();
        inFlight.opened(session, newLimits.receiveMaximum());
        pump();
    }

    private static Outgoing birth(MqttMessage message) {
        var outgoing = Outgoing.ofConnection(message);
        var _ =
                outgoing.done.whenComplete((_, failure) -> {
                    if (failure != null) {
                        LOG.warn("{}. Nobody is told that we are here.", failure.getMessage());
                    }
                });
        return outgoing;
    }

    /// The connection is gone.
    ///
    /// @param byBroker whether the broker closed it of its own accord
    /// @return what it may not have wanted; null when nothing was on its way
    public @Nullable MqttMessage lost(boolean byBroker) {
        Outgoing suspect = wire != null && byBroker ? inFlight.suspect() : null;
        Outgoing culprit = wire != null && byBroker ? inFlight.rejected() : null;
        if (culprit != null) {
            learn(culprit);
            giveUp(
                    culprit,
                    ("%s: the broker closed the connection each time it was sent %s; it was given up."
                                    + " It may be too large for the broker or not permitted there")
                            .formatted(name, culprit.message));
        }
        if (wire != null) {
            lostAt = time.nanos();
        }
        wire = null;
        waiting.flowing(null);
        outbox.lost();
        return suspect == null ? null : suspect.message;
    }

    /// A broker that says nothing of its largest packet (3.1.1) ends the connection of all flows for each that is
    /// larger. So one as large as what it would not have is not sent for a while, unless larger ones went through.
    private void learn(Outgoing culprit) {
        long size = PacketSize.of(culprit.message);
        if (size > largestTaken && size >= LEAST_LEARNED) {
            learnedMost = Math.min(learnedMost, size - 1);
            learnedAt = time.nanos();
        }
    }

    private BrokerLimits known() {
        if (learnedMost < Long.MAX_VALUE && time.nanos() - learnedAt >= LEARNED.toNanos()) {
            learnedMost = Long.MAX_VALUE;
        }
        return said.atMost(learnedMost);
    }

    /// One message the broker will not have must not stop all others for ever.
    private void giveUp(Outgoing culprit, String reason) {
        counters.add("mqtt.refused-publishes", name);
        if (!culprit.settled || !culprit.isOnDisk()) {
            finish(culprit);
            completions.settle(culprit, new MqttLinkException(reason));
            return;
        }
        LOG.warn("{}. It is on the record of failed messages.", reason);
        inFlight.remove(culprit);
        // Its flow has gone on, so it leaves the disk only for the record.
        var _ =
                failed.add(
                                new FailedMessage(
                                        time.now(), name, "", "outbox", reason, culprit.message))
                        .thenRun(() -> onLoop(() -> outbox.forget(culprit.diskId)));
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            return; // closed: what is on disk stays there
        }
    }

    /// Every second.
    public void tick() {
        limits = known();
        if (wire == null) {
            away |= time.nanos() - lostAt >= GRACE.toNanos();
        } else {
            away = inFlight.isOverdue(STALL);
        }
        pump();
        outbox.tick();
    }

    /// Sends as much as the window and the connection take, and puts on disk what cannot be sent.
    public void pump() {
        waiting.looked();
        String reason = waiting.closed();
        if (reason != null) {
            failWaiting(reason);
            return;
        }
        NetworkConnection to = wire;
        boolean resent = to != null && resendAll(to);
        if (to != null && resent && !draining) {
            sendFromOutbox(to);
        }
        if (mustGoToDisk()) {
            toDisk();
        } else if (to != null && resent && !outbox.hasUnsent()) {
            sendNew(to);
        }
        boolean flows = to != null && !away && !draining && !outbox.hasUnsent();
        waiting.flowing(flows ? limits : null);
    }

    private boolean mustGoToDisk() {
        boolean crowded = waiting.isCrowded();
        if (outbox.hasUnsent()) {
            return away || draining || crowded || !outbox.isNearlyEmpty();
        }
        return away || (wire == null && crowded);
    }

    /// What was on its way, and the birth message.
    ///
    /// @return whether all of it has gone
    private boolean resendAll(NetworkConnection to) {
        if (!inFlight.resend(to)) {
            return false;
        }
        if (birth != null) {
            if (!inFlight.hasRoom()) {
                return false;
            }
            send(to, birth);
            birth = null;
        }
        return true;
    }

    private void sendFromOutbox(NetworkConnection to) {
        while (outbox.hasUnsent()) {
            MessageQueue.Waiting next = outbox.next();
            if (next == null || !isRoomFor(next.message(), to)) {
                return;
            }
            outbox.sent();
            send(to, Outgoing.fromDisk(next.id(), next.message()));
        }
    }

    private void sendNew(NetworkConnection to) {
        for (Outgoing next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!isRoomFor(next.message, to)) {
                return;
            }
            takeWaiting();
            keptAll = false;
            send(to, next);
        }
    }

    private boolean isRoomFor(MqttMessage message, NetworkConnection to) {
        return to.isWritable() && (message.qos() == Qos.AT_MOST_ONCE || inFlight.hasRoom());
    }

    private @Nullable Outgoing takeWaiting() {
        Outgoing next = waiting.take();
        if (next != null && !next.settled) {
            completions.expect(next);
        }
        return next;
    }

    /// Everything that waits goes to the outbox, behind what is on its way.
    private void toDisk() {
        if (!keptAll && !outbox.hasUnsent()) {
            inFlight.all().stream()
                    .filter(each -> !each.isOnDisk() && !each.settled && !each.ofConnection)
                    .forEach(this::keep);
        }
        keptAll = true;
        for (Outgoing next = takeWaiting(); next != null; next = takeWaiting()) {
            Outgoing taken = next;
            outbox.append(taken.message, failure -> completions.settle(taken, failure));
        }
    }

    private void keep(Outgoing outgoing) {
        outgoing.goingToDisk = true;
        outgoing.diskId =
                outbox.keep(
                        outgoing.message,
                        failure -> {
                            outgoing.goingToDisk = false;
                            if (failure != null) {
                                outgoing.diskId = 0;
                            } else if (outgoing.finished) {
                                outbox.finished(outgoing.diskId);
                            }
                            completions.settle(outgoing, failure);
                        });
    }

    private void send(NetworkConnection to, Outgoing outgoing) {
        String refusal = limits.refusal(outgoing.message);
        if (refusal != null) {
            String learned =
                    said.refusal(outgoing.message) != null
                            ? ""
                            : ("; it closed the connection each time for a larger one, so none as large is sent"
                                            + " for %d min. Publish less at once, or let the broker take more")
                                    .formatted(LEARNED.toMinutes());
            giveUp(
                    outgoing,
                    "%s: %s was not sent: %s%s"
                            .formatted(name, outgoing.message, refusal, learned));
            return;
        }
        outgoing.qos = outgoing.message.qos().cappedAt(limits.maxQos()); // [MQTT-3.2.2-11]
        if (outgoing.qos != outgoing.message.qos() && !cappedTold) {
            cappedTold = true;
            LOG.warn(
                    "{}: the broker takes QoS {} at most; what has more is sent with that.",
                    name,
                    limits.maxQos().level());
        }
        if (outgoing.qos == Qos.AT_MOST_ONCE) {
            to.send(Packets.publish(outgoing.message.withQos(Qos.AT_MOST_ONCE), 0, false));
            published.increment();
            finish(outgoing);
            completions.settle(outgoing, null);
            return;
        }
        inFlight.send(to, outgoing);
    }

    /// PUBACK.
    public void acknowledged(int id, ReasonCode reason) {
        if (reason.isFailure()) {
            refused(id, reason);
        } else {
            complete(inFlight.acknowledged(id));
        }
    }

    /// PUBREC.
    public void received(NetworkConnection from, int id, ReasonCode reason) {
        if (reason.isFailure()) {
            refused(id, reason); // [MQTT-4.3.3-4] with that the exchange has ended
        } else {
            inFlight.received(from, id);
        }
    }

    private void refused(int id, ReasonCode reason) {
        Outgoing outgoing = inFlight.refused(id);
        if (outgoing != null) {
            giveUp(
                    outgoing,
                    "%s: the broker refuses %s: %s"
                            .formatted(name, outgoing.message, reason.words()));
            pump();
        }
    }

    public void completed(int id) {
        complete(inFlight.completed(id));
    }

    private void complete(@Nullable Outgoing outgoing) {
        if (outgoing == null) {
            return; // answered already
        }
        away = false;
        published.increment();
        largestTaken = Math.max(largestTaken, outgoing.message.payload().length);
        finish(outgoing);
        completions.settle(outgoing, null);
        pump();
    }

    /// It is not sent again.
    private void finish(Outgoing outgoing) {
        outgoing.finished = true;
        inFlight.remove(outgoing);
        if (outgoing.isOnDisk() && !outgoing.goingToDisk) {
            outbox.finished(outgoing.diskId);
        }
    }

    /// Whether a message sent on this connection has had no answer for so long.
    public boolean isOverdue(Duration patience) {
        return inFlight.isOverdue(patience);
    }

    /// The connection will end: what is in the outbox stays there.
    public void drain() {
        draining = true;
        waiting.flowing(null);
    }

    /// Nothing is left that the outbox does not keep.
    public boolean isDrained() {
        return waiting.isEmpty() && inFlight.isEmpty();
    }

    /// Sends a message past all others, at the end of the connection. Completes when the broker has
    /// acknowledged it.
    public CompletionStage<Void> sendLast(MqttMessage message) {
        var last = Outgoing.ofConnection(message);
        NetworkConnection to = wire;
        if (to == null) {
            return CompletableFuture.failedFuture(new MqttLinkException(name + " is closed"));
        }
        send(to, last);
        return last.done;
    }

    /// Takes nothing more; what was not acknowledged goes to the outbox.
    ///
    /// @param reason of later publishes' failure
    /// @return completes when everything is safe on disk or has failed
    public CompletableFuture<Void> close(String reason) {
        if (waiting.closed() == null) {
            wire = null;
            birth = null;
            toDisk();
            waiting.close(reason);
            failWaiting(reason);
        }
        return outbox.close()
                .thenRun(() -> {
                    for (Outgoing each : List.copyOf(inFlight.all())) {
                        completions.settle(each, new MqttLinkException(reason));
                    }
                });
    }

    private void failWaiting(String reason) {
        for (Outgoing next = takeWaiting(); next != null; next = takeWaiting()) {
            completions.settle(next, new MqttLinkException(reason));
        }
    }
}

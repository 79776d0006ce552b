package io.serai.link.subscribe;

import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// One receiver's standing subscription for messages, until it is closed.
///
/// [#close], [#pause] and acknowledgements are for any thread, the rest for the event loop.
public final class RouteSubscription {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSubscription.class);

    /// Topics remembered per receiver; of older ones a retained copy may come twice.
    private static final int MOST_HEARD = 10_000;

    private final TopicFilter filter;
    private volatile Qos qos;
    private final MqttLink.Receiver receiver;

    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean closed;
    private volatile boolean paused;

    /// What has come since it was closed and stays with the broker; null when nothing does.
    private volatile @Nullable Queue<PendingAcknowledgements.Acknowledgement> kept;

    private volatile @Nullable RouteSubscription standIn;
    private volatile @Nullable Deduplicator withBefore;
    private volatile @Nullable Deduplicator withNext;
    private boolean complained;

    /// The [ContentHash] of the last payload by topic, to know a retained copy of what came already; shared
    /// by all subscriptions of one receiver.
    private final Map<String, Long> heard;

    /// Where it is served; guarded by the link's lock.
    public SubscriptionPlan.@Nullable BrokerSubscription brokerSubscription;

    public RouteSubscription(TopicFilter filter, Qos qos, MqttLink.Receiver receiver) {
        this(
                filter,
                qos,
                receiver,
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                        return size() > MOST_HEARD;
                    }
                });
    }

    private RouteSubscription(
            TopicFilter filter, Qos qos, MqttLink.Receiver receiver, Map<String, Long> heard) {
        this.filter = filter;
        this.qos = qos;
        this.receiver = receiver;
        this.heard = heard;
    }

    /// The same receiver's subscription for something else.
    public RouteSubscription successor(TopicFilter newFilter, Qos newQos) {
        var next = new RouteSubscription(newFilter, newQos, receiver, heard);
        next.paused = paused;
        return next;
    }

    public TopicFilter filter() {
        return filter;
    }

    public Qos qos() {
        return qos;
    }

    /// From any thread.
    public void qos(Qos most) {
        qos = most;
    }

    private static final class PendingDelivery implements MqttLink.Delivery {
        private final MqttMessage message;
        private final PendingAcknowledgements.@Nullable Acknowledgement receipt;
        private final AtomicBoolean acknowledged = new AtomicBoolean();

        PendingDelivery(
                MqttMessage message, PendingAcknowledgements.@Nullable Acknowledgement receipt) {
            this.message = message;
            this.receipt = receipt;
        }

        @Override
        public MqttMessage message() {
            return message;
        }

        @Override
        public void acknowledge() {
            if (receipt != null && acknowledged.compareAndSet(false, true)) {
                receipt.done();
            }
        }
    }

    /// Hands a message over, unless the receiver is paused or knows it.
    ///
    /// @param receipt null for QoS 0
    /// @return false when the subscription was closed just now
    boolean deliver(
            MqttMessage message, PendingAcknowledgements.@Nullable Acknowledgement receipt) {
        if (paused || !isNews(message)) {
            return true;
        }
        MqttMessage capped = message.withQos(message.qos().cappedAt(qos));
        PendingAcknowledgements.@Nullable Acknowledgement mine =
                capped.qos() == Qos.AT_MOST_ONCE ? null : receipt;
        if (mine != null) {
            mine.expectOne();
        }
        return hand(new PendingDelivery(capped, mine));
    }

    private boolean isNews(MqttMessage message) {
        if (filter.shareGroup().isPresent()) {
            return true; // shared subscriptions get no retained messages
        }
        Long print = ContentHash.of(message.payload());
        Long before = heard.put(message.topic().text(), print);
        // Another receiver's joining, or a reconnect, makes the broker send retained copies again.
        return !message.retained() || !Objects.equals(before, print);
    }

    private boolean hand(PendingDelivery handed) {
        turn.lock();
        try {
            if (closed) {
                return passOn(handed);
            }
            receiver.receive(handed);
        } catch (RuntimeException e) {
            // It stays unacknowledged, so the broker keeps it and sends it after the next connect.
            if (!complained) {
                complained = true;
                LOG.error(
                        "The receiver of {} failed on {}; the message stays with the broker.",
                        filter,
                        handed.message,
                        e);
            }
        } finally {
            turn.unlock();
        }
        return true;
    }

    /// It was closed since the message was meant for it, perhaps for another subscription of the receiver.
    private boolean passOn(PendingDelivery handed) {
        RouteSubscription taker = taker(handed.message.topic().text());
        if (taker != null) {
            return taker.hand(new PendingDelivery(handed.message, handed.receipt));
        }
        Queue<PendingAcknowledgements.Acknowledgement> left = kept;
        if (left != null && handed.receipt != null) {
            left.add(handed.receipt);
            return true;
        }
        handed.acknowledge();
        return false;
    }

    /// What comes after it is closed stays with the broker, until [#letGo]. To be said before it is closed.
    public void keep() {
        kept = new ConcurrentLinkedQueue<>();
    }

    /// Whether a message that comes for it stays with the broker.
    ///
    /// @param receipt null for QoS 0
    boolean keeps(PendingAcknowledgements.@Nullable Acknowledgement receipt) {
        Queue<PendingAcknowledgements.Acknowledgement> left = kept;
        if (left == null || receipt == null || !closed || qos == Qos.AT_MOST_ONCE) {
            return false;
        }
        receipt.expectOne();
        left.add(receipt);
        return true;
    }

    /// Nobody will ever take what was kept; it counts as acknowledged.
    ///
    /// @return how many messages that is
    public int letGo() {
        Queue<PendingAcknowledgements.Acknowledgement> left = kept;
        kept = null;
        int count = 0;
        if (left != null) {
            for (PendingAcknowledgements.Acknowledgement next = left.poll();
                    next != null;
                    next = left.poll()) {
                next.done();
                count++;
            }
        }
        return count;
    }

    /// The session is a new one: what is retained counts as not heard.
    void forgetHeard() {
        heard.clear();
    }

    /// Ends it: nothing is handed to the receiver after this returns. From any thread.
    ///
    /// @return false when it was closed already
    public boolean close() {
        turn.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            turn.unlock();
        }
    }

    /// Ends it in favour of a subscription of the same receiver, which takes what both match until [#endStandIn].
    public void closeFor(RouteSubscription other) {
        standIn = other;
        other.withBefore = withBefore; // when it is served where this was
        close();
    }

    /// Both are subscribed, apart from each other, until [#endStandIn].
    public void overlaps(RouteSubscription next) {
        var overlap = new Deduplicator();
        withNext = overlap;
        next.withBefore = overlap;
    }

    /// Whether no other subscription of the receiver has brought this copy of a message.
    boolean isFirstToBring(MqttMessage message) {
        Deduplicator before = withBefore;
        return (before == null || before.isFirst(Deduplicator.Side.NEW, message))
                && isFirstToPassOn(message);
    }

    private boolean isFirstToPassOn(MqttMessage message) {
        Deduplicator overlap = withNext;
        RouteSubscription next = standIn;
        return next == null
                || ((overlap == null || overlap.isFirst(Deduplicator.Side.OLD, message))
                        && next.isFirstToPassOn(message));
    }

    /// From any thread: its receiver gets nothing for now.
    public void pause(boolean now) {
        paused = now;
    }

    public boolean isPaused() {
        return paused;
    }

    /// Everything that was for this alone has arrived.
    public void endStandIn() {
        Deduplicator overlap = withNext;
        if (overlap != null) {
            overlap.end();
        }
        standIn = null;
    }

    /// Who gets a message on `topic` that comes for this subscription; null when nobody does.
    @Nullable RouteSubscription taker(String topic) {
        if (!closed) {
            return this;
        }
        RouteSubscription other = standIn;
        return other != null && other.filter.matches(topic) ? other.taker(topic) : null;
    }

    public boolean isClosed() {
        return closed;
    }
}

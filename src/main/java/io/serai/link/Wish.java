package io.serai.link;

import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// One receiver's standing wish for messages. After it is closed it may linger: messages for it are
/// then kept unacknowledged for an heir with the same filter, or until nobody came.
///
/// [#close] and acknowledgements are for any thread, the rest for the event loop.
final class Wish {

    private static final Logger LOG = LoggerFactory.getLogger(Wish.class);

    /// Topics remembered per receiver; of older ones a retained copy may come twice.
    private static final int MOST_HEARD = 10_000;

    private final TopicFilter filter;
    private volatile Qos qos;
    private final MqttLink.Receiver receiver;

    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean closed;
    private volatile boolean replaced;
    private volatile @Nullable Wish standIn;
    private volatile @Nullable Overlap withBefore;
    private volatile @Nullable Overlap withNext;
    private boolean complained;
    private long handedOver;

    /// Handed over or kept, not acknowledged; as many as the broker has in flight.
    private final Set<Handed> open = ConcurrentHashMap.newKeySet();

    /// A hash of the last payload by topic, to know a retained copy of what came already; shared by all
    /// wishes of one receiver.
    private final Map<String, Integer> heard;

    /// Where it is served; guarded by the link's lock.
    SubscriptionPlan.@Nullable Spot spot;

    Wish(TopicFilter filter, Qos qos, MqttLink.Receiver receiver) {
        this(
                filter,
                qos,
                receiver,
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                        return size() > MOST_HEARD;
                    }
                });
    }

    private Wish(
            TopicFilter filter, Qos qos, MqttLink.Receiver receiver, Map<String, Integer> heard) {
        this.filter = filter;
        this.qos = qos;
        this.receiver = receiver;
        this.heard = heard;
    }

    /// The same receiver's wish for something else.
    Wish successor(TopicFilter newFilter, Qos newQos) {
        return new Wish(newFilter, newQos, receiver, heard);
    }

    TopicFilter filter() {
        return filter;
    }

    Qos qos() {
        return qos;
    }

    /// From any thread.
    void qos(Qos most) {
        qos = most;
    }

    private final class Handed implements MqttLink.Delivery {
        private final MqttMessage message;
        private final Inbox.@Nullable Receipt receipt;
        private final long order;
        private final AtomicBoolean acknowledged = new AtomicBoolean();

        Handed(MqttMessage message, Inbox.@Nullable Receipt receipt) {
            this.message = message;
            this.receipt = receipt;
            order = handedOver++;
        }

        @Override
        public MqttMessage message() {
            return message;
        }

        @Override
        public void acknowledge() {
            if (receipt != null && acknowledged.compareAndSet(false, true)) {
                open.remove(this);
                receipt.done();
            }
        }
    }

    /// Hands a message over, or keeps it when the wish is closed and lingers.
    ///
    /// @param receipt null for QoS 0
    void deliver(MqttMessage message, Inbox.@Nullable Receipt receipt) {
        if (!isNews(message)) {
            return;
        }
        MqttMessage capped = message.withQos(message.qos().cappedAt(qos));
        Inbox.@Nullable Receipt mine = capped.qos() == Qos.AT_MOST_ONCE ? null : receipt;
        if (mine != null) {
            mine.expectOne();
        }
        hand(new Handed(capped, mine));
    }

    private boolean isNews(MqttMessage message) {
        if (filter.shareGroup().isPresent()) {
            return true; // shared subscriptions get no retained messages
        }
        Integer hash = Arrays.hashCode(message.payload());
        Integer before = heard.put(message.topic().text(), hash);
        // Another receiver's joining, or a reconnect, makes the broker send retained copies again.
        return !message.retained() || !Objects.equals(before, hash);
    }

    private void hand(Handed handed) {
        if (handed.receipt != null) {
            open.add(handed);
        }
        turn.lock();
        try {
            if (!closed) {
                receiver.receive(handed);
            } else {
                passOn(handed);
            }
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
    }

    /// Another wish of the receiver has taken this one's place since the message was meant for it.
    private void passOn(Handed handed) {
        Wish taker = taker(handed.message.topic().text());
        if (taker != null) {
            open.remove(handed);
            taker.hand(taker.new Handed(handed.message, handed.receipt));
        } else if (replaced) {
            handed.acknowledge(); // the receiver wants no more of this
        }
    }

    /// Messages kept for an heir.
    int kept() {
        return open.size();
    }

    /// Takes over what the former left undone.
    void inherit(Wish former) {
        for (Handed each : former.takeOpen()) {
            Inbox.Receipt receipt = each.receipt;
            if (receipt != null && !receipt.isStale()) {
                receipt.expectOne();
                hand(new Handed(each.message, receipt));
                receipt.done();
            }
        }
    }

    /// Lets go of everything undone; it counts as acknowledged.
    ///
    /// @return how many messages nobody took
    int release() {
        List<Handed> left = takeOpen();
        left.forEach(each -> {
            if (each.receipt != null) {
                each.receipt.done();
            }
        });
        return left.size();
    }

    /// What was not acknowledged, each for the caller to settle, in order.
    private List<Handed> takeOpen() {
        List<Handed> taken =
                open.stream()
                        .sorted(Comparator.comparingLong((Handed each) -> each.order))
                        .filter(each -> each.acknowledged.compareAndSet(false, true))
                        .toList();
        taken.forEach(open::remove);
        return taken;
    }

    /// The session is a new one: what is retained counts as not heard.
    void forgetHeard() {
        heard.clear();
    }

    /// Ends it: nothing is handed to the receiver after this returns. From any thread.
    ///
    /// @return false when it was closed already
    boolean close() {
        turn.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            turn.unlock();
        }
    }

    /// Ends it in favour of a wish of the same receiver, which takes what both match until [#endStandIn].
    void closeFor(Wish other) {
        replaced = true;
        standIn = other;
        other.withBefore = withBefore; // when it is served where this was
        close();
    }

    /// Both are subscribed, apart from each other, until [#endStandIn].
    void overlaps(Wish next) {
        var overlap = new Overlap();
        withNext = overlap;
        next.withBefore = overlap;
    }

    /// Whether no other subscription of the receiver has brought this copy of a message.
    boolean isFirstToBring(MqttMessage message) {
        Overlap before = withBefore;
        return (before == null || before.isFirst(Overlap.Side.NEW, message))
                && isFirstToPassOn(message);
    }

    private boolean isFirstToPassOn(MqttMessage message) {
        Overlap overlap = withNext;
        Wish next = standIn;
        return next == null
                || ((overlap == null || overlap.isFirst(Overlap.Side.OLD, message))
                        && next.isFirstToPassOn(message));
    }

    boolean isReplaced() {
        return replaced;
    }

    /// Everything that was for this alone has arrived.
    void endStandIn() {
        Overlap overlap = withNext;
        if (overlap != null) {
            overlap.end();
        }
        standIn = null;
    }

    /// Who gets a message on `topic` that comes for this wish; null when nobody does, or it is to be kept.
    @Nullable Wish taker(String topic) {
        if (!closed) {
            return this;
        }
        Wish other = standIn;
        return other != null && other.filter.matches(topic) ? other.taker(topic) : null;
    }

    boolean isClosed() {
        return closed;
    }
}

package io.serai.broker.hivemq;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import com.hivemq.bootstrap.ClientConnection;
import com.hivemq.mqtt.handler.publish.PublishReturnCode;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.services.InternalPublishService;
import com.hivemq.mqtt.services.InternalPublishServiceImpl;
import com.hivemq.persistence.connection.ConnectionPersistence;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;

import javax.inject.Inject;
import javax.inject.Singleton;

/// Stands before HiveMQ's distribution of messages. While it is shut, messages that must be kept on
/// disk are held unacknowledged, in order, and whoever goes on sending them is not read from; QoS 0
/// passes. Thread-safe.
@Singleton
final class PublishGate implements InternalPublishService {

    /// From so many on a sender is not read from.
    private static final int MOST_PER_SENDER = 10;

    /// Senders that come back again and again with the same messages must not fill the memory.
    private static final int MOST_HELD = 5_000;

    private final InternalPublishServiceImpl distribution;
    private final ConnectionPersistence connections;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Held> held = new ArrayDeque<>();
    private final Map<String, Integer> heldBySender = new HashMap<>();
    private final Set<String> unread = new HashSet<>();
    private volatile boolean shut;

    private record Held(
            PUBLISH publish,
            ExecutorService executor,
            @Nullable String sender,
            SettableFuture<PublishReturnCode> outcome) {}

    @Inject
    PublishGate(InternalPublishServiceImpl distribution, ConnectionPersistence connections) {
        this.distribution = distribution;
        this.connections = connections;
    }

    @Override
    public ListenableFuture<PublishReturnCode> publish(
            PUBLISH publish, ExecutorService executor, @Nullable String sender) {
        if (!shut || !mustBeKept(publish)) {
            return distribution.publish(publish, executor, sender);
        }
        lock.lock();
        try {
            if (shut) {
                return hold(publish, executor, sender);
            }
        } finally {
            lock.unlock();
        }
        return distribution.publish(publish, executor, sender);
    }

    private static boolean mustBeKept(PUBLISH publish) {
        return publish.getQoS() != QoS.AT_MOST_ONCE || publish.isRetain();
    }

    private ListenableFuture<PublishReturnCode> hold(
            PUBLISH publish, ExecutorService executor, @Nullable String sender) {
        SettableFuture<PublishReturnCode> outcome = SettableFuture.create();
        // A QoS 2 message that comes a second time is not passed on by HiveMQ, so the first must
        // stay.
        if (held.size() >= MOST_HELD && publish.getQoS() != QoS.EXACTLY_ONCE) {
            close(sender);
            return outcome; // never acknowledged: the sender still has it
        }
        held.add(new Held(publish, executor, sender, outcome));
        if (sender != null
                && heldBySender.merge(sender, 1, Integer::sum) >= MOST_PER_SENDER
                && unread.add(sender)) {
            read(sender, false);
        }
        return outcome;
    }

    private void close(@Nullable String sender) {
        ClientConnection connection = sender == null ? null : connections.get(sender);
        if (connection != null) {
            var _ = connection.getChannel().close();
        }
    }

    private void read(String sender, boolean on) {
        ClientConnection connection = connections.get(sender);
        if (connection != null) {
            connection.getChannel().config().setAutoRead(on);
        }
    }

    /// Holds from now on what must be kept on disk.
    void shut() {
        shut = true;
    }

    /// Lets through what was held, then everything. Nothing overtakes.
    void open() {
        if (!shut) {
            return;
        }
        lock.lock();
        try {
            for (Held next = held.poll(); next != null; next = held.poll()) {
                next.outcome.setFuture(
                        distribution.publish(next.publish, next.executor, next.sender));
            }
            shut = false;
            heldBySender.clear();
            unread.forEach(sender -> read(sender, true));
            unread.clear();
        } finally {
            lock.unlock();
        }
    }

    /// How many are held.
    int held() {
        lock.lock();
        try {
            return held.size();
        } finally {
            lock.unlock();
        }
    }
}

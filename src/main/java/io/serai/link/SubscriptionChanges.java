package io.serai.link;

import io.netty.channel.EventLoop;
import io.serai.link.session.ClientSession;
import io.serai.link.subscribe.SubscriptionMemory;
import io.serai.link.subscribe.SubscriptionPlan;
import io.serai.observe.Counters;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// What a link tells its sessions to subscribe, in order. Of a lasting session each filter is in the store
/// before the broker hears of it, so [#carryOut] waits for the disk then, and is put off to another thread
/// where that must not be. Thread-safe.
final class SubscriptionChanges {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionChanges.class);

    private final @Nullable SubscriptionMemory memory;
    private final EventLoop loop;
    private final Timekeeper time;
    private final Counters counters;
    private final String name;

    private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();
    private final ReentrantLock carrying = new ReentrantLock();
    private boolean storeFails;

    /// @param memory null when the broker keeps nothing of the session
    /// @param name the subject of its counts
    SubscriptionChanges(
            @Nullable SubscriptionMemory memory,
            EventLoop loop,
            Timekeeper time,
            Counters counters,
            String name) {
        this.memory = memory;
        this.loop = loop;
        this.time = time;
        this.counters = counters;
        this.name = name;
    }

    /// Noted, for [#carryOut]. See [Subscriber#subscribe].
    void subscribe(
            ClientSession session,
            SubscriptionPlan.BrokerSubscription brokerSubscription,
            Runnable whenAnswered) {
        String filter = brokerSubscription.filter().text();
        due.add(() -> {
            keep(its -> its.remember(filter, brokerSubscription.session()));
            session.subscribe(filter, brokerSubscription.qos(), whenAnswered);
        });
    }

    /// Noted, for [#carryOut].
    void unsubscribe(ClientSession session, String filter) {
        due.add(() -> {
            session.unsubscribe(filter);
            keep(its -> its.forget(filter));
        });
    }

    /// Does what is noted. On other threads than the event loop it is done when this returns.
    void carryOut() {
        if (due.isEmpty() && !carrying.isLocked()) {
            return;
        }
        if (memory != null && loop.inEventLoop()) {
            time.schedule(Duration.ZERO, this::carryOut);
            return;
        }
        carrying.lock();
        try {
            for (Runnable next = due.poll(); next != null; next = due.poll()) {
                next.run();
            }
        } finally {
            carrying.unlock();
        }
    }

    /// A disk that refuses must keep no flow from its messages.
    private void keep(Consumer<SubscriptionMemory> change) {
        SubscriptionMemory its = memory;
        if (its == null) {
            return;
        }
        try {
            change.accept(its);
            storeFails = false;
        } catch (StoreException e) {
            counters.add("mqtt.not-remembered", name);
            if (!storeFails) {
                LOG.warn(
                        "{}: it cannot be kept which filters are subscribed: {}. They are subscribed all the"
                                + " same; should one be taken out of the flows, the broker keeps it until"
                                + " its session ends.",
                        name,
                        e.getMessage());
            }
            storeFails = true;
        }
    }
}

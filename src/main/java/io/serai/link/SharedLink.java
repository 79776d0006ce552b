package io.serai.link;

import io.serai.link.session.ClientSession;
import io.serai.link.settings.BrokerAccess;
import io.serai.link.settings.SessionSettings;
import io.serai.link.subscribe.Dispatch;
import io.serai.link.subscribe.RouteSubscription;
import io.serai.link.subscribe.SubscriptionMemory;
import io.serai.link.subscribe.SubscriptionPlan;
import io.serai.link.transport.LinkServices;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Publishable;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The link of one connection spec: its subscriptions, and the sessions that serve them. Thread-safe.
///
/// Its lock is never held while something waits for the disk, because the event loop takes it as well.
final class SharedLink implements MqttLink {

    /// How long a changed subscription keeps its old filter beside the new one, and how long a link that is
    /// to hand its session over waits for the last of its subscriptions to close.
    static final Duration OVERLAP = Duration.ofSeconds(3);

    private final LinkServices around;
    private final Timekeeper time;
    private final Health health;
    private final Counters counters;
    private final SubscriptionMemory memory;
    private final SubscriptionChanges changes;
    private final SessionSettings spec;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<RouteSubscription> subscriptions = new ArrayList<>();
    private final Map<Integer, ClientSession> sessions = new TreeMap<>();
    private final ClientSession publisher;
    private SubscriptionPlan plan = new SubscriptionPlan();
    private boolean started;
    private boolean holding;
    private boolean closed;
    private @Nullable Runnable successor;
    private @Nullable LinkStatus waitingFor;

    SharedLink(SessionSettings spec, LinkServices around, SubscriptionMemory memory) {
        this.spec = spec;
        this.around = around;
        this.memory = memory;
        time = around.time();
        health = around.health();
        counters = around.counters();
        changes =
                new SubscriptionChanges(
                        spec.session().clean() ? null : memory,
                        around.transport().loop(),
                        time,
                        counters,
                        spec.name());
        publisher = newSession(1);
        sessions.put(1, publisher);
    }

    private ClientSession newSession(int number) {
        return new ClientSession(spec.session(number), around, spec.name(), this::statusChanged);
    }

    /// Connects; the subscriptions so far are planned together. Waits for the disk.
    void start() {
        Map<String, Integer> former = spec.session().clean() ? Map.of() : memory.sessions();
        lock.lock();
        try {
            if (started || closed) {
                return;
            }
            started = true;
            waitingFor = null;
            plan =
                    SubscriptionPlan.of(
                            subscriptions.stream()
                                    .map(subscription ->
                                            new SubscriptionPlan.Wanted(
                                                    subscription.filter(), subscription.qos()))
                                    .toList(),
                            former);
            subscriptions.forEach(subscription ->
                    subscription.brokerSubscription =
                            plan.join(subscription.filter(), subscription.qos()));
            former.forEach((filter, session) -> {
                if (plan.brokerSubscriptions().stream()
                        .noneMatch(each -> isAt(each, filter, session))) {
                    changes.unsubscribe(session(session), filter);
                }
            });
            publishRoutes();
            plan.brokerSubscriptions().forEach(this::subscribe);
            plan.brokerSubscriptions().forEach(this::restUnlessHeard);
        } finally {
            lock.unlock();
        }
        changes.carryOut();
        startSessions();
    }

    private void startSessions() {
        lock.lock();
        try {
            sessions.values().forEach(ClientSession::start);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isAt(
            SubscriptionPlan.BrokerSubscription brokerSubscription, String filter, int session) {
        return brokerSubscription.session() == session
                && brokerSubscription.filter().text().equals(filter);
    }

    /// The session, made when it is new and started when it knows its routes. The lock is held.
    private ClientSession session(int number) {
        return sessions.computeIfAbsent(number, _ -> newSession(number));
    }

    private void subscribe(SubscriptionPlan.BrokerSubscription brokerSubscription) {
        subscribe(brokerSubscription, () -> {});
    }

    private void subscribe(
            SubscriptionPlan.BrokerSubscription brokerSubscription, Runnable whenAnswered) {
        brokerSubscription.resting = false;
        changes.subscribe(session(brokerSubscription.session()), brokerSubscription, whenAnswered);
    }

    /// Asks the broker for nothing while all that it would serve are paused.
    private void restUnlessHeard(SubscriptionPlan.BrokerSubscription brokerSubscription) {
        if (!brokerSubscription.resting
                && subscriptions.stream()
                        .filter(each -> brokerSubscription.equals(each.brokerSubscription))
                        .allMatch(RouteSubscription::isPaused)) {
            unsubscribe(brokerSubscription);
            brokerSubscription.resting = true;
        }
    }

    private void publishRoutes() {
        Map<Integer, Map<TopicFilter, List<RouteSubscription>>> bySession = new LinkedHashMap<>();
        for (RouteSubscription subscription : subscriptions) {
            SubscriptionPlan.BrokerSubscription brokerSubscription =
                    subscription.brokerSubscription;
            if (brokerSubscription != null) {
                bySession
                        .computeIfAbsent(brokerSubscription.session(), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(brokerSubscription.filter(), _ -> new ArrayList<>())
                        .add(subscription);
            }
        }
        bySession.keySet().forEach(this::session);
        sessions.forEach((number, session) ->
                session.dispatch()
                        .routes(
                                bySession.getOrDefault(number, Map.of()).entrySet().stream()
                                        .map(each ->
                                                new Dispatch.Route(each.getKey(), each.getValue()))
                                        .toList()));
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public Subscription subscribe(TopicFilter filter, Qos qos, Receiver receiver) {
        var subscription = new RouteSubscription(filter, qos, receiver);
        lock.lock();
        try {
            requireOpen(filter);
            subscriptions.add(subscription);
            if (started) {
                SubscriptionPlan.BrokerSubscription brokerSubscription = plan.join(filter, qos);
                subscription.brokerSubscription = brokerSubscription;
                publishRoutes();
                subscribe(brokerSubscription);
                sessions.values().forEach(ClientSession::start);
            }
        } finally {
            lock.unlock();
        }
        changes.carryOut();
        return new Standing(subscription);
    }

    private void requireOpen(TopicFilter filter) {
        if (closed) {
            throw new MqttLinkException(
                    "%s is closed; %s was not subscribed".formatted(spec.name(), filter));
        }
    }

    /// A receiver's subscription, through all its subscriptions.
    private final class Standing implements Subscription {
        private RouteSubscription subscription;

        Standing(RouteSubscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void change(TopicFilter filter, Qos qos) {
            lock.lock();
            try {
                requireOpen(filter);
                subscription = changed(subscription, filter, qos);
            } finally {
                lock.unlock();
            }
            changes.carryOut();
        }

        @Override
        public void pause() {
            lock.lock();
            try {
                subscription.pause(true);
                if (!closed && subscription.brokerSubscription != null) {
                    restUnlessHeard(subscription.brokerSubscription);
                }
            } finally {
                lock.unlock();
            }
            changes.carryOut();
        }

        @Override
        public void resume() {
            lock.lock();
            try {
                boolean was = subscription.isPaused();
                subscription.pause(false);
                if (was && !closed && subscription.brokerSubscription != null) {
                    SharedLink.this.subscribe(subscription.brokerSubscription);
                }
            } finally {
                lock.unlock();
            }
            changes.carryOut();
        }

        @Override
        public boolean isHeld() {
            return isHolding();
        }

        @Override
        public void close() {
            RouteSubscription last;
            lock.lock();
            try {
                last = subscription;
                if ((holding || successor != null) && !last.isClosed()) {
                    last.keep();
                }
            } finally {
                lock.unlock();
            }
            if (last.close()) { // without the lock: it waits for the receiver
                ended(last);
            }
        }
    }

    private boolean isHolding() {
        lock.lock();
        try {
            return holding;
        } finally {
            lock.unlock();
        }
    }

    /// The lock is held.
    private RouteSubscription changed(RouteSubscription subscription, TopicFilter filter, Qos qos) {
        SubscriptionPlan.BrokerSubscription before = subscription.brokerSubscription;
        boolean same = subscription.filter().equals(filter);
        if (same && subscription.qos() == qos) {
            return subscription;
        }
        RouteSubscription next = same ? subscription : subscription.successor(filter, qos);
        next.qos(qos);
        if (!same) {
            subscriptions.add(next);
        }
        if (before == null) { // not started yet
            if (!same) {
                subscription.close();
                subscriptions.remove(subscription);
            }
            return next;
        }
        if (same) {
            next.brokerSubscription = plan.join(filter, qos);
            plan.leave(before);
            publishRoutes();
            subscribe(next.brokerSubscription);
            return next;
        }
        Optional<SubscriptionPlan.BrokerSubscription> inPlace = plan.replace(before, filter, qos);
        if (inPlace.isPresent()) {
            subscription.closeFor(next); // also for what is just being handed over
            subscriptions.remove(subscription);
            next.brokerSubscription = inPlace.get();
            publishRoutes();
            // Not before: a broker may take up the one later than it lets go of the other.
            subscribe(next.brokerSubscription, () -> unsubscribeUnlessUsed(before));
        } else {
            SubscriptionPlan.BrokerSubscription after = plan.join(filter, qos);
            next.brokerSubscription = after;
            subscription.closeFor(next);
            if (!after.equals(before)) {
                subscription.overlaps(next); // for what comes on its own session only
            }
            time.schedule(OVERLAP, () -> overlapped(subscription));
            publishRoutes();
            subscribe(after);
            sessions.values().forEach(ClientSession::start);
        }
        return next;
    }

    private void overlapped(RouteSubscription replaced) {
        lock.lock();
        try {
            if (!closed && !holding && successor == null) {
                leave(replaced);
            }
        } finally {
            lock.unlock();
        }
        changes.carryOut();
    }

    private void unsubscribeUnlessUsed(SubscriptionPlan.BrokerSubscription former) {
        lock.lock();
        try {
            if (plan.brokerSubscriptions().stream()
                    .noneMatch(each -> isAt(each, former.filter().text(), former.session()))) {
                unsubscribe(former);
            }
        } finally {
            lock.unlock();
        }
        changes.carryOut();
    }

    private void unsubscribe(SubscriptionPlan.BrokerSubscription brokerSubscription) {
        changes.unsubscribe(
                session(brokerSubscription.session()), brokerSubscription.filter().text());
    }

    /// A subscription was closed.
    private void ended(RouteSubscription subscription) {
        Runnable next = null;
        lock.lock();
        try {
            if (closed || holding) {
                return;
            }
            if (successor == null) {
                leave(subscription);
            } else {
                // The broker goes on queueing for it: the successor has its session.
                next = takeSuccessorWhenIdle();
                time.schedule(OVERLAP, () -> notInherited(subscription));
            }
        } finally {
            lock.unlock();
        }
        changes.carryOut();
        if (next != null) {
            retireFor(next);
        }
    }

    /// Others of this link stay open, so nobody takes over its session for now.
    private void notInherited(RouteSubscription subscription) {
        lock.lock();
        try {
            if (closed || holding) {
                return;
            }
            leave(subscription);
        } finally {
            lock.unlock();
        }
        changes.carryOut();
        for (int left = subscription.letGo(); left > 0; left--) {
            counters.add("mqtt.unclaimed", spec.name());
        }
    }

    /// Nothing that comes is for this subscription any more. What comes for others is not touched: they have it in
    /// the routes before as in those after. The lock is held.
    private void leave(RouteSubscription subscription) {
        if (!subscriptions.remove(subscription)) {
            return;
        }
        subscription.endStandIn();
        SubscriptionPlan.BrokerSubscription brokerSubscription = subscription.brokerSubscription;
        if (brokerSubscription == null) {
            return; // not started yet
        }
        publishRoutes();
        if (!plan.leave(brokerSubscription)) {
            restUnlessHeard(brokerSubscription);
        } else if (!brokerSubscription.resting) {
            unsubscribe(brokerSubscription);
        }
    }

    /// Another link of this gateway waits for this one's client identifier: hands it over, session and
    /// all, when nobody subscribes here any more.
    void yieldTo(Runnable newSuccessor) {
        Runnable next;
        lock.lock();
        try {
            successor = newSuccessor;
            next = takeSuccessorWhenIdle();
        } finally {
            lock.unlock();
        }
        if (next != null) {
            retireFor(next);
        }
    }

    private @Nullable Runnable takeSuccessorWhenIdle() {
        if (successor == null
                || !(closed || subscriptions.stream().allMatch(RouteSubscription::isClosed))) {
            return null;
        }
        Runnable next = successor;
        successor = null;
        return next;
    }

    private void retireFor(Runnable next) {
        // Not on the event loop, where the sessions close: the next one reads from the disk.
        var _ = close().whenComplete((_, _) -> time.schedule(Duration.ZERO, next));
    }

    /// Told while this link waits for another one to hand over its client identifier.
    void waitFor(String reason) {
        lock.lock();
        try {
            waitingFor = new LinkStatus.Disconnected(time.now(), reason);
        } finally {
            lock.unlock();
        }
        publisher.onLoop(() -> publisher.window().standBy());
        statusChanged();
    }

    @Override
    public CompletionStage<Void> publish(MqttMessage message) {
        try {
            Publishable.require(
                    message, spec.settings().filter(BrokerAccess.OWN::equals).isPresent());
        } catch (IllegalArgumentException e) {
            counters.add("mqtt.refused-publishes", spec.name());
            return CompletableFuture.failedFuture(
                    new MqttLinkException(String.valueOf(e.getMessage()), e));
        }
        return publisher.window().submit(message);
    }

    @Override
    public LinkStatus status() {
        lock.lock();
        try {
            return waitingFor != null
                    ? waitingFor
                    : sessions.values().stream()
                            .map(ClientSession::status)
                            .filter(each -> !(each instanceof LinkStatus.Connected))
                            .findFirst()
                            .orElseGet(publisher::status);
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void statusChanged() {
        String part = "mqtt " + spec.name();
        lock.lock();
        try {
            changed.signalAll();
            switch (status()) {
                case LinkStatus.Idle() -> {}
                case LinkStatus.Connected(Instant since) ->
                        health.up(part, "connected since " + since);
                case LinkStatus.Disconnected(Instant since, String reason) ->
                        health.down(part, "not connected since %s: %s".formatted(since, reason));
                case LinkStatus.Closed() -> health.forget(part);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean awaitConnected(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (!(status() instanceof LinkStatus.Connected)) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// See [Links#hold].
    void hold() {
        lock.lock();
        try {
            holding = true;
        } finally {
            lock.unlock();
        }
    }

    /// Completes when every session is closed.
    CompletableFuture<Void> close() {
        lock.lock();
        try {
            closed = true;
            return CompletableFuture.allOf(
                    sessions.values().stream()
                            .map(ClientSession::close)
                            .toArray(CompletableFuture[]::new));
        } finally {
            lock.unlock();
        }
    }
}

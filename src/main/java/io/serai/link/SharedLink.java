package io.serai.link;

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

/// The link of one connection spec: its wishes, and the lanes that serve them. Thread-safe.
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
    private final SubscriptionChanges errands;
    private final SessionSettings spec;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<RouteSubscription> wishes = new ArrayList<>();
    private final Map<Integer, ClientSession> lanes = new TreeMap<>();
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
        errands =
                new SubscriptionChanges(
                        spec.session().clean() ? null : memory,
                        around.transport().loop(),
                        time,
                        counters,
                        spec.name());
        publisher = newLane(1);
        lanes.put(1, publisher);
    }

    private ClientSession newLane(int number) {
        return new ClientSession(spec.lane(number), around, spec.name(), this::statusChanged);
    }

    /// Connects; the wishes so far are planned together. Waits for the disk.
    void start() {
        Map<String, Integer> former = spec.session().clean() ? Map.of() : memory.lanes();
        lock.lock();
        try {
            if (started || closed) {
                return;
            }
            started = true;
            waitingFor = null;
            plan =
                    SubscriptionPlan.of(
                            wishes.stream()
                                    .map(wish ->
                                            new SubscriptionPlan.Wanted(wish.filter(), wish.qos()))
                                    .toList(),
                            former);
            wishes.forEach(wish -> wish.spot = plan.join(wish.filter(), wish.qos()));
            former.forEach((filter, lane) -> {
                if (plan.spots().stream().noneMatch(each -> isAt(each, filter, lane))) {
                    errands.unsubscribe(lane(lane), filter);
                }
            });
            publishRoutes();
            plan.spots().forEach(this::subscribe);
            plan.spots().forEach(this::restUnlessHeard);
        } finally {
            lock.unlock();
        }
        errands.carryOut();
        startLanes();
    }

    private void startLanes() {
        lock.lock();
        try {
            lanes.values().forEach(ClientSession::start);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isAt(SubscriptionPlan.BrokerSubscription spot, String filter, int lane) {
        return spot.lane() == lane && spot.filter().text().equals(filter);
    }

    /// The lane, made when it is new and started when it knows its routes. The lock is held.
    private ClientSession lane(int number) {
        return lanes.computeIfAbsent(number, _ -> newLane(number));
    }

    private void subscribe(SubscriptionPlan.BrokerSubscription spot) {
        subscribe(spot, () -> {});
    }

    private void subscribe(SubscriptionPlan.BrokerSubscription spot, Runnable whenAnswered) {
        spot.resting = false;
        errands.subscribe(lane(spot.lane()), spot, whenAnswered);
    }

    /// Asks the broker for nothing while all that it would serve are paused.
    private void restUnlessHeard(SubscriptionPlan.BrokerSubscription spot) {
        if (!spot.resting
                && wishes.stream()
                        .filter(each -> spot.equals(each.spot))
                        .allMatch(RouteSubscription::isPaused)) {
            unsubscribe(spot);
            spot.resting = true;
        }
    }

    private void publishRoutes() {
        Map<Integer, Map<TopicFilter, List<RouteSubscription>>> byLane = new LinkedHashMap<>();
        for (RouteSubscription wish : wishes) {
            SubscriptionPlan.BrokerSubscription spot = wish.spot;
            if (spot != null) {
                byLane.computeIfAbsent(spot.lane(), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(spot.filter(), _ -> new ArrayList<>())
                        .add(wish);
            }
        }
        byLane.keySet().forEach(this::lane);
        lanes.forEach((number, lane) ->
                lane.dispatch()
                        .routes(
                                byLane.getOrDefault(number, Map.of()).entrySet().stream()
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
        var wish = new RouteSubscription(filter, qos, receiver);
        lock.lock();
        try {
            requireOpen(filter);
            wishes.add(wish);
            if (started) {
                SubscriptionPlan.BrokerSubscription spot = plan.join(filter, qos);
                wish.spot = spot;
                publishRoutes();
                subscribe(spot);
                lanes.values().forEach(ClientSession::start);
            }
        } finally {
            lock.unlock();
        }
        errands.carryOut();
        return new Standing(wish);
    }

    private void requireOpen(TopicFilter filter) {
        if (closed) {
            throw new MqttLinkException(
                    "%s is closed; %s was not subscribed".formatted(spec.name(), filter));
        }
    }

    /// A receiver's subscription, through all its wishes.
    private final class Standing implements Subscription {
        private RouteSubscription wish;

        Standing(RouteSubscription wish) {
            this.wish = wish;
        }

        @Override
        public void change(TopicFilter filter, Qos qos) {
            lock.lock();
            try {
                requireOpen(filter);
                wish = changed(wish, filter, qos);
            } finally {
                lock.unlock();
            }
            errands.carryOut();
        }

        @Override
        public void pause() {
            lock.lock();
            try {
                wish.pause(true);
                if (!closed && wish.spot != null) {
                    restUnlessHeard(wish.spot);
                }
            } finally {
                lock.unlock();
            }
            errands.carryOut();
        }

        @Override
        public void resume() {
            lock.lock();
            try {
                boolean was = wish.isPaused();
                wish.pause(false);
                if (was && !closed && wish.spot != null) {
                    SharedLink.this.subscribe(wish.spot);
                }
            } finally {
                lock.unlock();
            }
            errands.carryOut();
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
                last = wish;
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
    private RouteSubscription changed(RouteSubscription wish, TopicFilter filter, Qos qos) {
        SubscriptionPlan.BrokerSubscription before = wish.spot;
        boolean same = wish.filter().equals(filter);
        if (same && wish.qos() == qos) {
            return wish;
        }
        RouteSubscription next = same ? wish : wish.successor(filter, qos);
        next.qos(qos);
        if (!same) {
            wishes.add(next);
        }
        if (before == null) { // not started yet
            if (!same) {
                wish.close();
                wishes.remove(wish);
            }
            return next;
        }
        if (same) {
            next.spot = plan.join(filter, qos);
            plan.leave(before);
            publishRoutes();
            subscribe(next.spot);
            return next;
        }
        Optional<SubscriptionPlan.BrokerSubscription> inPlace = plan.replace(before, filter, qos);
        if (inPlace.isPresent()) {
            wish.closeFor(next); // also for what is just being handed over
            wishes.remove(wish);
            next.spot = inPlace.get();
            publishRoutes();
            // Not before: a broker may take up the one later than it lets go of the other.
            subscribe(next.spot, () -> unsubscribeUnlessUsed(before));
        } else {
            SubscriptionPlan.BrokerSubscription after = plan.join(filter, qos);
            next.spot = after;
            wish.closeFor(next);
            if (!after.equals(before)) {
                wish.overlaps(next); // for what comes on its own lane only
            }
            time.schedule(OVERLAP, () -> overlapped(wish));
            publishRoutes();
            subscribe(after);
            lanes.values().forEach(ClientSession::start);
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
        errands.carryOut();
    }

    private void unsubscribeUnlessUsed(SubscriptionPlan.BrokerSubscription former) {
        lock.lock();
        try {
            if (plan.spots().stream()
                    .noneMatch(each -> isAt(each, former.filter().text(), former.lane()))) {
                unsubscribe(former);
            }
        } finally {
            lock.unlock();
        }
        errands.carryOut();
    }

    private void unsubscribe(SubscriptionPlan.BrokerSubscription spot) {
        errands.unsubscribe(lane(spot.lane()), spot.filter().text());
    }

    /// A wish was closed.
    private void ended(RouteSubscription wish) {
        Runnable next = null;
        lock.lock();
        try {
            if (closed || holding) {
                return;
            }
            if (successor == null) {
                leave(wish);
            } else {
                // The broker goes on queueing for it: the successor has its session.
                next = takeSuccessorWhenIdle();
                time.schedule(OVERLAP, () -> notInherited(wish));
            }
        } finally {
            lock.unlock();
        }
        errands.carryOut();
        if (next != null) {
            retireFor(next);
        }
    }

    /// Others of this link stay open, so nobody takes over its session for now.
    private void notInherited(RouteSubscription wish) {
        lock.lock();
        try {
            if (closed || holding) {
                return;
            }
            leave(wish);
        } finally {
            lock.unlock();
        }
        errands.carryOut();
        for (int left = wish.letGo(); left > 0; left--) {
            counters.add("mqtt.unclaimed", spec.name());
        }
    }

    /// Nothing that comes is for this wish any more. What comes for others is not touched: they have it in
    /// the routes before as in those after. The lock is held.
    private void leave(RouteSubscription wish) {
        if (!wishes.remove(wish)) {
            return;
        }
        wish.endStandIn();
        SubscriptionPlan.BrokerSubscription spot = wish.spot;
        if (spot == null) {
            return; // not started yet
        }
        publishRoutes();
        if (!plan.leave(spot)) {
            restUnlessHeard(spot);
        } else if (!spot.resting) {
            unsubscribe(spot);
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
        if (successor == null || !(closed || wishes.stream().allMatch(RouteSubscription::isClosed))) {
            return null;
        }
        Runnable next = successor;
        successor = null;
        return next;
    }

    private void retireFor(Runnable next) {
        // Not on the event loop, where the lanes close: the next one reads from the disk.
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
                    : lanes.values().stream()
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

    /// Completes when every lane is closed.
    CompletableFuture<Void> close() {
        lock.lock();
        try {
            closed = true;
            return CompletableFuture.allOf(
                    lanes.values().stream().map(ClientSession::close).toArray(CompletableFuture[]::new));
        } finally {
            lock.unlock();
        }
    }
}

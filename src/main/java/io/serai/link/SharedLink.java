package io.serai.link;

import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.MqttMessage;
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
/// A closed subscription that nobody else shares lingers for a moment before the broker is told, so
/// that a flow stopped and started again misses nothing.
final class SharedLink implements MqttLink {

    static final Duration LINGER = Duration.ofSeconds(3);

    private final Surroundings around;
    private final Timekeeper time;
    private final Health health;
    private final Counters counters;
    private final SubscriptionMemory memory;
    private final LaneSpec spec;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Wish> wishes = new ArrayList<>();
    private final Map<Integer, Lane> lanes = new TreeMap<>();
    private final Lane publisher;
    private SubscriptionPlan plan = new SubscriptionPlan();
    private boolean started;
    private boolean holding;
    private boolean closed;
    private @Nullable Runnable successor;
    private @Nullable LinkStatus waitingFor;

    SharedLink(LaneSpec spec, Surroundings around, SubscriptionMemory memory) {
        this.spec = spec;
        this.around = around;
        this.memory = memory;
        time = around.time();
        health = around.health();
        counters = around.counters();
        publisher = newLane(1);
        lanes.put(1, publisher);
    }

    private Lane newLane(int number) {
        return new Lane(spec.lane(number), around, spec.name(), this::statusChanged);
    }

    /// Connects; the wishes so far are planned together.
    void start() {
        lock.lock();
        try {
            if (started || closed) {
                return;
            }
            started = true;
            waitingFor = null;
            Map<String, Integer> former = spec.session().clean() ? Map.of() : memory.lanes();
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
                    lane(lane).unsubscribe(filter);
                    memory.forget(filter);
                }
            });
            publishRoutes();
            plan.spots().forEach(this::subscribe);
            lanes.values().forEach(Lane::start);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isAt(SubscriptionPlan.Spot spot, String filter, int lane) {
        return spot.lane() == lane && spot.filter().text().equals(filter);
    }

    /// The lane, made when it is new and started when it knows its routes. The lock is held.
    private Lane lane(int number) {
        return lanes.computeIfAbsent(
                number,
                _ -> {
                    Lane lane = newLane(number);
                    if (holding) {
                        lane.dispatch().hold();
                    }
                    return lane;
                });
    }

    private void subscribe(SubscriptionPlan.Spot spot) {
        subscribe(spot, () -> {});
    }

    private void subscribe(SubscriptionPlan.Spot spot, Runnable whenAnswered) {
        if (!spec.session().clean()) {
            memory.remember(spot.filter().text(), spot.lane());
        }
        lane(spot.lane()).subscribe(spot.filter().text(), spot.qos(), whenAnswered);
    }

    private void publishRoutes() {
        Map<Integer, Map<TopicFilter, List<Wish>>> byLane = new LinkedHashMap<>();
        for (Wish wish : wishes) {
            SubscriptionPlan.Spot spot = wish.spot;
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
        var wish = new Wish(filter, qos, receiver);
        lock.lock();
        try {
            if (closed) {
                throw new MqttLinkException(
                        "%s is closed; %s was not subscribed".formatted(spec.name(), filter));
            }
            Optional<Wish> former =
                    holding
                            ? Optional.empty()
                            : wishes.stream()
                                    .filter(each ->
                                            each.isClosed()
                                                    && !each.isReplaced()
                                                    && isSame(each, wish))
                                    .findFirst();
            wishes.add(wish);
            if (started) {
                SubscriptionPlan.Spot spot = plan.join(filter, qos);
                wish.spot = spot;
                former.ifPresent(each -> replace(each, wish));
                publishRoutes();
                subscribe(spot);
                lanes.values().forEach(Lane::start);
            }
        } finally {
            lock.unlock();
        }
        return new Standing(wish);
    }

    /// A receiver's subscription, through all its wishes.
    private final class Standing implements Subscription {
        private Wish wish;
        private boolean paused;

        Standing(Wish wish) {
            this.wish = wish;
        }

        @Override
        public void change(TopicFilter filter, Qos qos) {
            lock.lock();
            try {
                if (closed) {
                    throw new MqttLinkException(
                            "%s is closed; %s was not subscribed".formatted(spec.name(), filter));
                }
                wish = changed(wish, filter, qos);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void pause() {
            lock.lock();
            try {
                SubscriptionPlan.Spot spot = wish.spot;
                if (!closed && spot != null && !paused && isAlone(wish)) {
                    paused = true;
                    unsubscribe(spot);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void resume() {
            lock.lock();
            try {
                SubscriptionPlan.Spot spot = wish.spot;
                if (!closed && spot != null && paused) {
                    SharedLink.this.subscribe(spot);
                }
                paused = false;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            Wish last;
            lock.lock();
            try {
                last = wish;
            } finally {
                lock.unlock();
            }
            if (last.close()) {
                ended(last);
            }
        }
    }

    /// The lock is held.
    private Wish changed(Wish wish, TopicFilter filter, Qos qos) {
        SubscriptionPlan.Spot before = wish.spot;
        boolean same = wish.filter().equals(filter);
        if (same && wish.qos() == qos) {
            return wish;
        }
        Wish next = same ? wish : wish.successor(filter, qos);
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
        Optional<SubscriptionPlan.Spot> inPlace = plan.replace(before, filter, qos);
        if (inPlace.isPresent()) {
            wish.closeFor(next); // also for what is just being handed over
            wishes.remove(wish);
            next.spot = inPlace.get();
            publishRoutes();
            // Not before: a broker may take up the one later than it lets go of the other.
            subscribe(next.spot, () -> unsubscribeUnlessUsed(before));
        } else {
            SubscriptionPlan.Spot after = plan.join(filter, qos);
            next.spot = after;
            wish.closeFor(next);
            if (!after.equals(before)) {
                wish.overlaps(next); // for what comes on its own lane only
            }
            time.schedule(LINGER, () -> forget(wish));
            publishRoutes();
            subscribe(after);
            lanes.values().forEach(Lane::start);
        }
        return next;
    }

    private void unsubscribeUnlessUsed(SubscriptionPlan.Spot former) {
        lock.lock();
        try {
            if (plan.spots().stream()
                    .noneMatch(each -> isAt(each, former.filter().text(), former.lane()))) {
                unsubscribe(former);
            }
        } finally {
            lock.unlock();
        }
    }

    private void unsubscribe(SubscriptionPlan.Spot spot) {
        lane(spot.lane()).unsubscribe(spot.filter().text());
        if (!spec.session().clean()) {
            memory.forget(spot.filter().text());
        }
    }

    private boolean isAlone(Wish wish) {
        return wishes.stream().noneMatch(each -> each != wish && isSame(each, wish));
    }

    private static boolean isSame(Wish one, Wish other) {
        return one.filter().equals(other.filter());
    }

    /// Puts `heir` in the place of a closed wish with the same filter. The lock is held.
    private void replace(Wish former, Wish heir) {
        SubscriptionPlan.Spot spot = former.spot;
        if (spot == null || !wishes.remove(former)) {
            return;
        }
        plan.leave(spot);
        lane(spot.lane()).onLoop(() -> heir.inherit(former));
    }

    private void ended(Wish wish) {
        Runnable next = null;
        lock.lock();
        try {
            if (closed || holding) {
                return;
            }
            if (!started) {
                wishes.remove(wish);
            } else if (successor == null) {
                time.schedule(LINGER, () -> forget(wish));
                publishRoutes();
            }
            next = takeSuccessorWhenIdle();
        } finally {
            lock.unlock();
        }
        if (next != null) {
            retireFor(next);
        }
    }

    /// Nobody took a closed wish's place.
    private void forget(Wish wish) {
        lock.lock();
        try {
            SubscriptionPlan.Spot spot = wish.spot;
            if (closed || holding || successor != null || spot == null || !wishes.remove(wish)) {
                return;
            }
            publishRoutes();
            Lane lane = lane(spot.lane());
            if (plan.leave(spot)) {
                unsubscribe(spot);
            }
            wish.endStandIn();
            if (wish.isReplaced()) {
                return; // its receiver is still there and acknowledges what it has
            }
            lane.onLoop(() -> {
                for (int left = wish.release(); left > 0; left--) {
                    counters.add("mqtt.unclaimed", spec.name());
                }
            });
        } finally {
            lock.unlock();
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
        if (successor == null || !(closed || wishes.stream().allMatch(Wish::isClosed))) {
            return null;
        }
        Runnable next = successor;
        successor = null;
        return next;
    }

    private void retireFor(Runnable next) {
        var _ = close().whenComplete((_, _) -> next.run());
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
        return publisher.window().submit(message);
    }

    @Override
    public LinkStatus status() {
        lock.lock();
        try {
            return waitingFor != null
                    ? waitingFor
                    : lanes.values().stream()
                            .map(Lane::status)
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
            lanes.values().forEach(lane -> lane.dispatch().hold());
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
                    lanes.values().stream().map(Lane::close).toArray(CompletableFuture[]::new));
        } finally {
            lock.unlock();
        }
    }
}

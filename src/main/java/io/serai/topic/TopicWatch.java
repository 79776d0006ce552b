package io.serai.topic;

import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The last message of each topic that somebody wants to see, and word of each new one.
///
/// What is only looked at now and then is let go some time after the last look. Thread-safe.
public final class TopicWatch implements AutoCloseable {

    static final Duration LINGER = Duration.ofMinutes(10);

    /// Of a filter with wildcards, each message of which the broker sends once more.
    static final Duration LINGER_MANY = Duration.ofSeconds(30);

    static final int MOST_TOPICS = 10_000;
    static final long MOST_BYTES = 16_000_000;

    /// Filters of people who only look; beyond that the one let go soonest is let go now.
    static final int MOST_GLANCES = 100;

    /// Nothing more comes of what the broker keeps when it has been silent for so long.
    private static final Duration QUIET = Duration.ofMillis(150);

    /// How often a topic is asked for again, to see what the broker keeps of it.
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private static final String FORGOTTEN = "topics.forgotten";
    private static final String SUBJECT = "watch";

    /// A connection of its own, of which the broker keeps nothing when it ends.
    private static final ConnectionSpec OWN =
            new ConnectionSpec(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private final MqttLinks links;
    private final Timekeeper time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private final TopicMemory memory;

    /// By filter as written, the longest wanted first.
    private final Map<String, Wanted> wanted = new LinkedHashMap<>();

    /// Who hears a topic, until the wishes change.
    private final Map<String, List<Wanted>> matching = new HashMap<>();

    private final Map<String, Long> asked = new LinkedHashMap<>();
    private boolean closed;

    /// Word of topics, until it is closed. Closing is idempotent.
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /// @param links with the gateway's broker; connects when somebody first wants something
    public TopicWatch(MqttLinks links, Timekeeper time, Counters counters) {
        this.links = links;
        this.time = time;
        memory = new TopicMemory(MOST_TOPICS, MOST_BYTES, () -> counters.add(FORGOTTEN, SUBJECT));
    }

    /// Tells `listener` of each message from now on; what is known already is among [#values].
    public Watch follow(TopicFilter filter, TopicListener listener) {
        return want(filter, listener, false);
    }

    /// The same for somebody who may come back soon.
    ///
    /// @throws IllegalArgumentException when `filter` is a shared subscription, which would take messages
    ///     away from others
    public Watch glance(TopicFilter filter, TopicListener listener) {
        return want(filter, listener, true);
    }

    private Watch want(TopicFilter filter, TopicListener listener, boolean lingers) {
        if (filter.shareGroup().isPresent()) {
            throw new IllegalArgumentException(
                    "topic filter \"%s\": a shared subscription takes messages away from others; leave out"
                                    .formatted(filter)
                            + " $share and the group");
        }
        Wanted.Following following;
        lock.lock();
        try {
            Wanted wish = wanted.computeIfAbsent(filter.text(), _ -> new Wanted(filter));
            if (wish.ending != null) {
                wish.ending.cancel();
                wish.ending = null;
            }
            following = new Wanted.Following(wish, listener);
            wish.followers.add(following);
            matching.clear();
            if (wish.subscription == null && !closed) {
                wish.subscription =
                        links.link(OWN)
                                .subscribe(
                                        filter,
                                        Qos.EXACTLY_ONCE, // to see with which QoS it was said
                                        delivery -> received(wish, delivery));
            }
        } finally {
            lock.unlock();
        }
        return () -> leave(following, lingers);
    }

    @SuppressWarnings("ReferenceEquality") // one listener may follow the same twice
    private void leave(Wanted.Following following, boolean lingers) {
        Optional<MqttLink.Subscription> ended = Optional.empty();
        lock.lock();
        try {
            Wanted wish = following.wanted();
            if (!wish.followers.removeIf(each -> each == following) || !wish.followers.isEmpty()) {
                return;
            }
            if (!lingers || closed) {
                ended = letGo(wish);
                return;
            }
            Duration linger = wish.filter.hasWildcard() ? LINGER_MANY : LINGER;
            wish.ending = time.schedule(linger, () -> end(wish));
            List<Wanted> glances =
                    wanted.values().stream().filter(each -> each.ending != null).toList();
            if (glances.size() > MOST_GLANCES) {
                ended = letGo(glances.getFirst());
            }
        } finally {
            lock.unlock();
            ended.ifPresent(MqttLink.Subscription::close);
        }
    }

    private void end(Wanted wish) {
        Optional<MqttLink.Subscription> ended = Optional.empty();
        lock.lock();
        try {
            if (wish.followers.isEmpty()) {
                ended = letGo(wish);
            }
        } finally {
            lock.unlock();
        }
        ended.ifPresent(MqttLink.Subscription::close);
    }

    /// The lock is held; the subscription is to be closed without it, because closing waits for a message
    /// that is just being received.
    private Optional<MqttLink.Subscription> letGo(Wanted wish) {
        if (wish.ending != null) {
            wish.ending.cancel();
            wish.ending = null;
        }
        if (!wanted.remove(wish.filter.text(), wish)) {
            return Optional.empty();
        }
        matching.clear();
        memory.keepOnly(
                topic -> wanted.values().stream().anyMatch(each -> each.filter.matches(topic)));
        return Optional.ofNullable(wish.subscription);
    }

    private void received(Wanted through, MqttLink.Delivery delivery) {
        delivery.acknowledge();
        MqttMessage message = delivery.message();
        String topic = message.topic().text();
        TopicValue value;
        List<TopicListener> listeners;
        lock.lock();
        try {
            heard.signalAll();
            List<Wanted> wishes = matching(topic);
            // Each subscription brings it; the one that is there longest counts.
            if (closed || wishes.isEmpty()) {
                return;
            }
            TopicValue known = memory.get(topic);
            if (message.retained() && known != null) {
                if (known.isOf(message)) {
                    memory.replace(known.asRetained());
                    return;
                }
                // Another's subscribing brings it again, and it is older than what was said since.
                if (!cameBeforeTheConnection(known)) {
                    return;
                }
            }
            boolean isFound = message.retained() && known == null;
            if (wishes.getFirst() != through && !isFound) {
                return;
            }
            value = TopicValue.of(message, known, time.now());
            memory.put(value);
            listeners =
                    wishes.stream()
                            .flatMap(each -> each.followers.stream())
                            .map(Wanted.Following::listener)
                            .toList();
        } finally {
            lock.unlock();
        }
        for (TopicListener each : listeners) {
            each.heard(value, message.retained());
        }
    }

    private boolean cameBeforeTheConnection(TopicValue known) {
        return links.link(OWN).status() instanceof LinkStatus.Connected(Instant since)
                && known.time().isBefore(since);
    }

    private List<Wanted> matching(String topic) {
        List<Wanted> known = matching.get(topic);
        if (known == null) {
            known = wanted.values().stream().filter(each -> each.filter.matches(topic)).toList();
            if (matching.size() >= MOST_TOPICS) {
                matching.clear();
            }
            matching.put(topic, known);
        }
        return known;
    }

    /// What is known of the topics of a filter, the longest silent first.
    public List<TopicValue> values(TopicFilter filter) {
        lock.lock();
        try {
            return memory.matching(filter::matches);
        } finally {
            lock.unlock();
        }
    }

    /// What is known of a filter's topics, those that nobody has watched yet too: waits, up to `limit`, for
    /// what the broker keeps of them.
    public List<TopicValue> look(TopicFilter filter, Duration limit) throws InterruptedException {
        boolean isNew;
        lock.lock();
        try {
            isNew = !wanted.containsKey(filter.text());
        } finally {
            lock.unlock();
        }
        try (Watch _ = glance(filter, (_, _) -> {})) {
            if (isNew) {
                awaitQuiet(filter, limit);
            }
            return values(filter);
        }
    }

    /// What is known of a topic. Where the broker may keep a message that has not been seen, it is asked and
    /// waited for, up to `limit`.
    public Optional<TopicValue> find(TopicFilter topic, Duration limit)
            throws InterruptedException {
        boolean isUnknown;
        boolean ask;
        lock.lock();
        try {
            TopicValue known = memory.get(topic.text());
            isUnknown = known == null;
            ask = known != null && !known.retained() && mayAskAgain(topic.text());
        } finally {
            lock.unlock();
        }
        try (Watch _ = glance(topic, (_, _) -> {})) {
            if (isUnknown) {
                awaitQuiet(topic, limit);
            } else if (ask) {
                askWhetherKept(topic);
            }
            return values(topic).stream().findFirst();
        }
    }

    /// Who subscribes anew is sent what the broker keeps.
    private void askWhetherKept(TopicFilter topic) throws InterruptedException {
        var asking = new Wanted(topic);
        // With QoS 0, because nothing is to be kept for a successor when it ends.
        MqttLink.Subscription subscription =
                links.link(OWN)
                        .subscribe(topic, Qos.AT_MOST_ONCE, delivery -> received(asking, delivery));
        try {
            awaitQuiet(topic, QUIET);
        } finally {
            subscription.close();
        }
    }

    /// The lock is held.
    private boolean mayAskAgain(String topic) {
        long now = time.nanos();
        asked.values().removeIf(at -> now - at > ASK_AGAIN.toNanos());
        return asked.size() < MOST_GLANCES && asked.putIfAbsent(topic, now) == null;
    }

    /// Waits until something is known and nothing more has come for a moment.
    private void awaitQuiet(TopicFilter filter, Duration limit) throws InterruptedException {
        long end = time.nanos() + limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                long left = end - time.nanos();
                boolean isKnown = !memory.matching(filter::matches).isEmpty();
                long patience = isKnown ? Math.min(left, QUIET.toNanos()) : left;
                if (left <= 0 || (heard.awaitNanos(patience) <= 0 && isKnown)) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Filters that are subscribed to.
    public List<String> filters() {
        lock.lock();
        try {
            return new ArrayList<>(wanted.keySet());
        } finally {
            lock.unlock();
        }
    }

    /// Lets go of everything. Idempotent.
    @Override
    public void close() {
        List<MqttLink.Subscription> ended = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            for (Wanted each : List.copyOf(wanted.values())) {
                letGo(each).ifPresent(ended::add);
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(MqttLink.Subscription::close);
    }
}

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

    private static final String FORGOTTEN = "topics.forgotten";
    private static final String RESTS = "topics.rests";
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
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final TopicMemory memory;

    /// By filter as written, the longest wanted first.
    private final Map<String, TopicInterest> wanted = new LinkedHashMap<>();

    /// Who hears a topic, until the interests change.
    private final Map<String, List<TopicInterest>> matching = new HashMap<>();

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
        this.counters = counters;
        memory = new TopicMemory(MOST_TOPICS, MOST_BYTES, () -> counters.add(FORGOTTEN, SUBJECT));
    }

    /// Tells `listener` of each message from now on; what is known already is among [#values].
    public Watch follow(TopicFilter filter, TopicListener listener) {
        return want(filter, listener, false);
    }

    /// The same for somebody who only looks and may come back soon. Of a filter with wildcards such a one
    /// hears a part when more is said than [Sample#MOST_A_SECOND].
    ///
    /// @throws IllegalArgumentException when `filter` is a shared subscription, which would take messages
    ///     away from others
    public Watch glance(TopicFilter filter, TopicListener listener) {
        return want(filter, listener, true);
    }

    private Watch want(TopicFilter filter, TopicListener listener, boolean glances) {
        if (filter.shareGroup().isPresent()) {
            throw new IllegalArgumentException(
                    "topic filter \"%s\": a shared subscription takes messages away from others; leave out"
                                    .formatted(filter)
                            + " $share and the group");
        }
        TopicInterest.Following following;
        lock.lock();
        try {
            TopicInterest interest =
                    wanted.computeIfAbsent(filter.text(), _ -> new TopicInterest(filter, time));
            if (interest.ending != null) {
                interest.ending.cancel();
                interest.ending = null;
            }
            following = new TopicInterest.Following(interest, listener, glances);
            interest.followers.add(following);
            matching.clear();
            if (interest.subscription == null && !closed) {
                interest.subscription =
                        links.link(OWN)
                                .subscribe(
                                        filter,
                                        Qos.EXACTLY_ONCE, // to see with which QoS it was said
                                        delivery -> received(interest, delivery));
            }
            if (interest.isResting() && !glances) {
                resume(interest);
            }
            if (interest.sample.isPartial() && glances) {
                listener.sampled(true);
            }
        } finally {
            lock.unlock();
        }
        return () -> leave(following);
    }

    @SuppressWarnings("ReferenceEquality") // one listener may follow the same twice
    private void leave(TopicInterest.Following following) {
        Optional<MqttLink.Subscription> ended = Optional.empty();
        lock.lock();
        try {
            TopicInterest interest = following.wanted();
            if (!interest.followers.removeIf(each -> each == following)
                    || !interest.followers.isEmpty()) {
                return;
            }
            if (!following.glances() || closed) {
                ended = letGo(interest);
                return;
            }
            Duration linger = interest.filter.hasWildcard() ? LINGER_MANY : LINGER;
            interest.ending = time.schedule(linger, () -> end(interest));
            List<TopicInterest> glances =
                    wanted.values().stream().filter(each -> each.ending != null).toList();
            if (glances.size() > MOST_GLANCES) {
                ended = letGo(glances.getFirst());
            }
        } finally {
            lock.unlock();
            ended.ifPresent(MqttLink.Subscription::close);
        }
    }

    private void end(TopicInterest interest) {
        Optional<MqttLink.Subscription> ended = Optional.empty();
        lock.lock();
        try {
            if (interest.followers.isEmpty()) {
                ended = letGo(interest);
            }
        } finally {
            lock.unlock();
        }
        ended.ifPresent(MqttLink.Subscription::close);
    }

    /// The lock is held; the subscription is to be closed without it, because closing waits for a message
    /// that is just being received.
    private Optional<MqttLink.Subscription> letGo(TopicInterest interest) {
        if (interest.ending != null) {
            interest.ending.cancel();
            interest.ending = null;
        }
        interest.sample.cancel();
        if (!wanted.remove(interest.filter.text(), interest)) {
            return Optional.empty();
        }
        matching.clear();
        memory.keepOnly(
                topic -> wanted.values().stream().anyMatch(each -> each.filter.matches(topic)));
        return Optional.ofNullable(interest.subscription);
    }

    private void received(TopicInterest through, MqttLink.Delivery delivery) {
        delivery.acknowledge();
        MqttMessage message = delivery.message();
        String topic = message.topic().text();
        TopicValue value;
        List<TopicListener> listeners;
        lock.lock();
        try {
            List<TopicInterest> interests = matching(topic);
            if (closed || interests.isEmpty() || through.isResting()) {
                return;
            }
            if (through.maySample() && through.sample.isTooMuch(message.retained())) {
                rest(through);
            }
            TopicValue known = memory.get(topic);
            if (message.retained() && known != null) {
                if (known.isOf(message)) {
                    memory.replace(known.asRetained());
                    return;
                }
                // Another's subscribing brings it again, and it is older than what was said since.
                if (!cameBeforeTheConnection(known) && !isOvertaken(known, interests)) {
                    return;
                }
            }
            boolean isFound = message.retained() && known == null;
            // Each subscription brings it; the one that is there longest counts.
            if (!isFirst(through, interests) && !isFound) {
                return;
            }
            value = TopicValue.of(message, known, time.now());
            memory.put(value);
            listeners = interests.stream().flatMap(each -> each.listeners().stream()).toList();
        } finally {
            lock.unlock();
        }
        for (TopicListener each : listeners) {
            each.heard(value, message.retained());
        }
    }

    @SuppressWarnings("ReferenceEquality") // two interests are never the same
    private static boolean isFirst(TopicInterest through, List<TopicInterest> interests) {
        for (TopicInterest each : interests) {
            if (each == through) {
                return true;
            }
            if (!each.isResting()) {
                return false;
            }
        }
        return false;
    }

    /// Whether the broker may have kept something newer than `known`, which was kept as well, while nobody
    /// looked.
    private static boolean isOvertaken(TopicValue known, List<TopicInterest> interests) {
        return known.retained()
                && interests.stream().anyMatch(each -> each.mayHaveMissed(known.time()));
    }

    /// The lock is held.
    private void rest(TopicInterest interest) {
        counters.add(RESTS, SUBJECT);
        boolean isNew = !interest.sample.isPartial();
        interest.sample.rest(() -> resumeIfWanted(interest));
        if (interest.subscription != null) {
            interest.subscription.pause();
        }
        if (isNew) {
            interest.listeners().forEach(each -> each.sampled(true));
        }
    }

    private void resumeIfWanted(TopicInterest interest) {
        lock.lock();
        try {
            if (!closed && interest.isResting() && wanted.containsValue(interest)) {
                resume(interest);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The lock is held.
    private void resume(TopicInterest interest) {
        interest.sample.resume(() -> calm(interest));
        if (interest.subscription != null) {
            interest.subscription.resume();
        }
    }

    private void calm(TopicInterest interest) {
        lock.lock();
        try {
            if (!interest.isResting() && interest.sample.isPartial()) {
                interest.sample.cancel();
                interest.listeners().forEach(each -> each.sampled(false));
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean cameBeforeTheConnection(TopicValue known) {
        return links.link(OWN).status() instanceof LinkStatus.Connected(Instant since)
                && known.time().isBefore(since);
    }

    private List<TopicInterest> matching(String topic) {
        List<TopicInterest> known = matching.get(topic);
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

    /// What is known of a topic.
    Optional<TopicValue> value(String topic) {
        lock.lock();
        try {
            return Optional.ofNullable(memory.get(topic));
        } finally {
            lock.unlock();
        }
    }

    /// Whether somebody follows just this filter, or did a moment ago.
    boolean isWatched(TopicFilter filter) {
        lock.lock();
        try {
            return wanted.containsKey(filter.text());
        } finally {
            lock.unlock();
        }
    }

    /// Whether something newer than `known` may have been said and not heard.
    boolean mayHaveMissed(TopicValue known) {
        lock.lock();
        try {
            return matching(known.topic()).stream()
                    .anyMatch(each -> each.mayHaveMissed(known.time()));
        } finally {
            lock.unlock();
        }
    }

    /// Has the broker say once more what it keeps of a topic, as it does to who subscribes anew.
    ///
    /// @param whenHeard is run for each message that comes of it
    Watch ask(TopicFilter topic, Runnable whenHeard) {
        var asking = new TopicInterest(topic, time);
        // With QoS 0, because nothing is to be kept for a successor when it ends.
        return links.link(OWN)
                        .subscribe(
                                topic,
                                Qos.AT_MOST_ONCE,
                                delivery -> {
                                    received(asking, delivery);
                                    whenHeard.run();
                                })
                ::close;
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
            for (TopicInterest each : List.copyOf(wanted.values())) {
                letGo(each).ifPresent(ended::add);
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(MqttLink.Subscription::close);
    }
}

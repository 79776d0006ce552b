package io.serai.link;

import io.serai.link.DryLinks.DrySubscription;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.TopicFilter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// What a broker would do with the messages of flows that run dry: hands them to who subscribes, and keeps
/// retained ones. Messages of one publisher come in order. Thread-safe.
final class DryTopics {

    static final int MOST_KEPT = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<DrySubscription> subscriptions = new ArrayList<>();

    /// By topic, the one kept last being the last; an empty one stands for a topic that was cleared.
    private final Map<String, MqttMessage> kept = new LinkedHashMap<>();

    void add(DrySubscription subscription) {
        lock.lock();
        try {
            subscriptions.add(subscription);
        } finally {
            lock.unlock();
        }
        tellKept(subscription, null);
    }

    void remove(DrySubscription subscription) {
        lock.lock();
        try {
            subscriptions.remove(subscription);
        } finally {
            lock.unlock();
        }
    }

    void publish(MqttMessage message) {
        String topic = message.topic().text();
        List<DrySubscription> takers = new ArrayList<>();
        lock.lock();
        try {
            if (message.retained()) {
                kept.remove(topic);
                kept.put(topic, message);
                if (kept.size() > MOST_KEPT) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
            Set<String> groups = new HashSet<>();
            for (DrySubscription each : subscriptions) {
                TopicFilter filter = each.filter();
                // Of those who share a subscription one gets it [MQTT-4.8.2-4].
                if (filter.matches(topic)
                        && (filter.shareGroup().isEmpty() || groups.add(filter.text()))) {
                    takers.add(each);
                }
            }
        } finally {
            lock.unlock();
        }
        // To those who are there already it is not a kept one [MQTT-3.3.1-9].
        MqttMessage live = withRetained(message, false);
        takers.forEach(each -> each.take(live));
    }

    /// Whether what the broker itself keeps on `topic` counts no more.
    boolean keeps(String topic) {
        lock.lock();
        try {
            return kept.containsKey(topic);
        } finally {
            lock.unlock();
        }
    }

    /// Hands over what is kept and matches the filter of `subscription`, but did not match the one before.
    void tellKept(DrySubscription subscription, @Nullable TopicFilter former) {
        TopicFilter filter = subscription.filter();
        if (filter.shareGroup().isPresent()) {
            return; // gets none, MQTT 5 section 4.8.2
        }
        List<MqttMessage> matching;
        lock.lock();
        try {
            matching =
                    kept.values().stream()
                            .filter(each -> each.payload().length > 0)
                            .filter(each -> filter.matches(each.topic().text()))
                            .filter(each -> former == null || !former.matches(each.topic().text()))
                            .toList();
        } finally {
            lock.unlock();
        }
        matching.forEach(each -> subscription.take(withRetained(each, true)));
    }

    private static MqttMessage withRetained(MqttMessage message, boolean retained) {
        return new MqttMessage(
                message.topic(),
                message.payload(),
                message.qos(),
                retained,
                false,
                message.properties());
    }
}

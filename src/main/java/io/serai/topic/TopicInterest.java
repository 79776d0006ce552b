package io.serai.topic;

import io.serai.mqtt.MqttLink;
import io.serai.mqtt.TopicFilter;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A filter that somebody wants, or wanted a while ago. Guarded by the lock of its [TopicWatch].
final class TopicInterest {

    final TopicFilter filter;
    final Sample sample;
    final List<Following> followers = new ArrayList<>();
    MqttLink.@Nullable Subscription subscription;
    Timekeeper.@Nullable Task ending;

    /// One who follows it.
    ///
    /// @param glances who only looks, and may be told a part of a flood
    record Following(TopicInterest wanted, TopicListener listener, boolean glances) {}

    TopicInterest(TopicFilter filter, Timekeeper time) {
        this.filter = filter;
        sample = new Sample(time);
    }

    /// Whether nobody needs every message: of one topic everything is told.
    boolean maySample() {
        return filter.hasWildcard() && followers.stream().allMatch(Following::glances);
    }

    boolean isResting() {
        return sample.isResting();
    }

    /// Whether something may have been said since `time` that was not heard.
    boolean mayHaveMissed(Instant time) {
        return sample.mayHaveMissed(time);
    }

    List<TopicListener> listeners() {
        return followers.stream().map(Following::listener).toList();
    }
}

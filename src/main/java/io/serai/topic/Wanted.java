package io.serai.topic;

import io.serai.mqtt.MqttLink;
import io.serai.mqtt.TopicFilter;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A filter that somebody wants, or wanted a while ago. Guarded by the lock of its [TopicWatch].
final class Wanted {

    final TopicFilter filter;
    final List<Following> followers = new ArrayList<>();
    MqttLink.@Nullable Subscription subscription;
    Timekeeper.@Nullable Task ending;

    /// One who follows it.
    record Following(Wanted wanted, TopicListener listener) {}

    Wanted(TopicFilter filter) {
        this.filter = filter;
    }
}

package io.serai.dashboard;

import io.serai.mqtt.TopicFilter;
import io.serai.topic.PayloadPath;

import java.util.Optional;

/// Where a value comes from.
public sealed interface Source {

    /// A topic.
    ///
    /// @param filter without wildcards, but for logs
    record OfTopic(TopicFilter filter, Optional<PayloadPath> path) implements Source {}

    record OfDevice(String id) implements Source {}

    /// A variable that a flow sets.
    record OfVariable(String flow, String name) implements Source {}
}

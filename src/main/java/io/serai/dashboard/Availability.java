package io.serai.dashboard;

import io.serai.mqtt.TopicFilter;

/// A topic on which it is said whether something is there.
///
/// @param online the word for that it is; any other means that it is not
public record Availability(TopicFilter topic, String online) {}

package io.serai.dashboard;

import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;

/// Where a command goes.
public sealed interface Target {

    record ToTopic(TopicName topic, PayloadTemplate payload, Qos qos, boolean retain)
            implements Target {}

    /// An output is set; a sensor or an input too, when it is simulated.
    record ToDevice(String id) implements Target {}

    record ToVariable(String flow, String name) implements Target {}
}

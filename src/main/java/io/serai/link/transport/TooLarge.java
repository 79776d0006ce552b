package io.serai.link.transport;

import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicName;

/// A PUBLISH that was let pass unread because it is larger than the gateway takes.
///
/// @param id its packet identifier; 0 with QoS 0
/// @param size bytes of the whole packet
/// @param limit `mqtt.max-packet-size`
public record TooLarge(TopicName topic, Qos qos, boolean retained, int id, int size, int limit) {}

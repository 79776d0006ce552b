package io.serai.store;

import io.serai.mqtt.MqttMessage;

import java.time.Instant;

/// A message that a flow could not process.
///
/// @param flow whose it is
/// @param route id of the route that it came to; empty when that was not noted, or no route was in it
/// @param place file and line of the step that failed
/// @param reason in words for the owner
public record FailedMessage(
        Instant time,
        String flow,
        String route,
        String place,
        String reason,
        MqttMessage message) {}

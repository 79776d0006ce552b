package io.serai.store;

import io.serai.mqtt.MqttMessage;

import java.time.Instant;

/// A message that a flow could not process.
///
/// @param flow whose it is
/// @param place file and line of the step that failed
/// @param reason in words for the owner
public record FailedMessage(
        Instant time, String flow, String place, String reason, MqttMessage message) {}

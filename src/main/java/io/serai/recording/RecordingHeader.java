package io.serai.recording;

import io.serai.flow.FlowInUse;

import java.time.Instant;
import java.time.ZoneId;

/// The first line of a recording.
///
/// @param flow what ran when it began
/// @param zone of the gateway
public record RecordingHeader(FlowInUse flow, ZoneId zone, Instant begin) {}

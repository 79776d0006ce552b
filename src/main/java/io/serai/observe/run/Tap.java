package io.serai.observe.run;

import java.time.Instant;

/// A message as it was at one node.
///
/// @param node id in the picture of the flow
/// @param run id
/// @param untraced messages of the flow that were not looked at since the last of its taps
public record Tap(
        Instant time, String flow, String node, String run, Carried message, long untraced) {}

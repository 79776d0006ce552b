package io.serai.store;

import java.time.Instant;

/// A timer that outlives the process.
///
/// @param due by the wall clock
/// @param payload JSON text
public record TimerRow(String flow, String node, String key, Instant due, String payload) {}

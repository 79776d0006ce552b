package io.serai.store;

/// What a node keeps under a key.
///
/// @param json the state as JSON text
public record StateRow(String flow, String node, String key, String json) {}

package io.serai.broker.queue;

/// Whose queue it is.
///
/// @param id a client identifier, or `group/filter` of a shared subscription
record QueueKey(String id, boolean shared) {}

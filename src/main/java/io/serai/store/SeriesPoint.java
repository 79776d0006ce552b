package io.serai.store;

import org.jspecify.annotations.Nullable;

/// What a series had at one moment.
///
/// @param time in milliseconds since 1970
/// @param value a Double, a String for a state, or null: from here on nothing is known
public record SeriesPoint(long time, @Nullable Object value) {}

package io.serai.store;

/// What the numbers of a series were over a span of time.
///
/// @param time when it begins, in milliseconds since 1970
/// @param count how many there were
public record SeriesSpan(long time, long count, double min, double mean, double max) {}

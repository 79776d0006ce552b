package io.serai.store;

import java.util.Optional;

/// One series as it is on disk.
///
/// @param isState whether its values are words and not numbers
/// @param points how many single ones are kept
/// @param from the earliest moment something is known of, in milliseconds since 1970
/// @param last of the single ones
public record SeriesFacts(
        String name,
        String unit,
        boolean isState,
        long points,
        long from,
        Optional<SeriesPoint> last) {}

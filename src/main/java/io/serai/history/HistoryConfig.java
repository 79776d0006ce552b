package io.serai.history;

import io.serai.config.ConfigReader;

/// How much is kept.
///
/// @param size `history.size`, 1 to 100000 MB: how large `history.db` may become
public record HistoryConfig(long size) {

    private static final int MOST_MB = 100_000;
    private static final long MB = 1_000_000;

    /// Everything at its default.
    public static final HistoryConfig DEFAULT = new HistoryConfig(200 * MB);

    public static HistoryConfig read(ConfigReader reader) {
        return new HistoryConfig(
                MB * reader.number("history.size", (int) (DEFAULT.size / MB), 1, MOST_MB));
    }
}

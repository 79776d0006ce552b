package io.serai.recording;

import io.serai.config.ConfigReader;

import java.time.Duration;

/// How long and how large recordings may become.
///
/// @param time `record.time`, 1 to 604800 s: how long one lasts when nothing else is asked for
/// @param maxTime `record.max-time`, 1 to 604800 s: the longest that may be asked for
/// @param size `record.size`, 1 to 10000 MB: how large one becomes when nothing else is asked for
/// @param maxSize `record.max-size`, 1 to 10000 MB: the largest that may be asked for
public record RecordConfig(Duration time, Duration maxTime, long size, long maxSize) {

    private static final int WEEK = 604_800;
    private static final int MOST_MB = 10_000;
    private static final long MB = 1_000_000;

    /// Everything at its default.
    public static final RecordConfig DEFAULT =
            new RecordConfig(Duration.ofHours(1), Duration.ofDays(1), 10 * MB, 100 * MB);

    public static RecordConfig read(ConfigReader reader) {
        var config =
                new RecordConfig(
                        seconds(reader, "record.time", DEFAULT.time),
                        seconds(reader, "record.max-time", DEFAULT.maxTime),
                        megabytes(reader, "record.size", DEFAULT.size),
                        megabytes(reader, "record.max-size", DEFAULT.maxSize));
        if (config.time.compareTo(config.maxTime) > 0) {
            reader.reject("record.time", "is more than record.max-time");
        }
        if (config.size > config.maxSize) {
            reader.reject("record.size", "is more than record.max-size");
        }
        return config;
    }

    private static Duration seconds(ConfigReader reader, String key, Duration fallback) {
        return Duration.ofSeconds(reader.number(key, (int) fallback.toSeconds(), 1, WEEK));
    }

    private static long megabytes(ConfigReader reader, String key, long fallback) {
        return MB * reader.number(key, (int) (fallback / MB), 1, MOST_MB);
    }
}

package io.serai.link.settings;

import io.serai.config.ConfigReader;

import java.time.Duration;

/// What is kept for a broker that is away.
///
/// @param maxMessages `outbox.max-messages`, 1 to 10000000 messages that wait on disk for one broker
/// @param maxAge `outbox.max-age`, up to a year of the gateway's running time; zero for no limit
/// @param whenFull `outbox.when-full`
/// @param replayRate `outbox.replay-rate`, messages of the inputQueue per second when the broker is back, up
///     to 1000000; 0 for as fast as it takes them
public record OutboxConfig(int maxMessages, Duration maxAge, WhenFull whenFull, int replayRate) {

    /// What happens to a message that finds the outbox full.
    public enum WhenFull {
        /// It takes the place of the oldest that waits.
        DROP_OLDEST,
        /// It is not taken, and its publish fails.
        REFUSE
    }

    /// Everything at its default.
    public static final OutboxConfig DEFAULT =
            new OutboxConfig(100_000, Duration.ofDays(1), WhenFull.DROP_OLDEST, 1000);

    public static OutboxConfig read(ConfigReader reader) {
        return new OutboxConfig(
                reader.number("outbox.max-messages", DEFAULT.maxMessages, 1, 10_000_000),
                Duration.ofSeconds(
                        reader.number(
                                "outbox.max-age",
                                (int) DEFAULT.maxAge.toSeconds(),
                                0,
                                (int) Duration.ofDays(365).toSeconds())),
                reader.choice("outbox.when-full", DEFAULT.whenFull),
                reader.number("outbox.replay-rate", DEFAULT.replayRate, 0, 1_000_000));
    }
}

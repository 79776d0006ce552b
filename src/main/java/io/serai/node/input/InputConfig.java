package io.serai.node.input;

import io.serai.config.ConfigReader;

import java.time.Duration;

/// How flows take messages.
///
/// @param timeLimit `flow.time-limit`, 0 (none) to 86400 s: a message in work for so long goes on the
///     record of failed messages and is acknowledged
/// @param whenFull `flow.when-full`: what becomes of QoS 0 messages that a flow cannot take in time
/// @param maxWaiting `flow.max-waiting`, 1 to 1000000 messages that wait in memory for each endpoint
/// @param maxOnDisk `flow.max-on-disk`, 0 to 10000000 QoS 1 and 2 messages that wait on disk for each
///     endpoint; beyond that the sender is held back
/// @param maxFailed `flow.max-failed`, 1 to 1000000 messages on the record of failed ones
public record InputConfig(
        Duration timeLimit, WhenFull whenFull, int maxWaiting, int maxOnDisk, int maxFailed) {

    /// Everything at its default.
    public static final InputConfig DEFAULT =
            new InputConfig(Duration.ofMinutes(5), WhenFull.DROP_OLDEST, 1000, 100_000, 10_000);

    /// The same with another [#maxOnDisk], if that is less.
    public InputConfig withMostOnDisk(int most) {
        return new InputConfig(
                timeLimit, whenFull, maxWaiting, Math.min(maxOnDisk, most), maxFailed);
    }

    public static InputConfig read(ConfigReader reader) {
        return new InputConfig(
                Duration.ofSeconds(
                        reader.number(
                                "flow.time-limit", (int) DEFAULT.timeLimit.toSeconds(), 0, 86_400)),
                reader.choice("flow.when-full", DEFAULT.whenFull),
                reader.number("flow.max-waiting", DEFAULT.maxWaiting, 1, 1_000_000),
                reader.number("flow.max-on-disk", DEFAULT.maxOnDisk, 0, 10_000_000),
                reader.number("flow.max-failed", DEFAULT.maxFailed, 1, 1_000_000));
    }
}

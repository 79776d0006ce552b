package io.serai.link.transport;

import io.serai.link.settings.LinkConfig;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.FailedMessages;
import io.serai.store.MessageQueues;
import io.serai.time.Backoff;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// What every link of a gateway shares.
///
/// @param messages the outboxes
/// @param failed where a message goes that a broker will not have
/// @param firstRetry the wait before the first attempt to reconnect
public record LinkServices(
        LinkConfig config,
        Transport transport,
        Timekeeper time,
        MessageQueues messages,
        FailedMessages failed,
        Health health,
        Counters counters,
        Duration firstRetry) {

    /// The longest wait before an attempt to reach a broker again.
    public static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    /// Between attempts to reach a broker again.
    public static Backoff backoff(Duration first) {
        return new Backoff(first, LONGEST_RETRY, RandomGenerator.getDefault());
    }
}

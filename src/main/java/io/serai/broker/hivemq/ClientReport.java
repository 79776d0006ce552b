package io.serai.broker.hivemq;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A client of the broker, or the session that one left.
///
/// @param address of the machine it is connected from; empty while it is not connected
/// @param session for how long its session goes on without a connection; zero for not at all
/// @param subscriptions in order of their filters
/// @param queued messages of QoS 1 and 2 that wait for it or are not acknowledged
public record ClientReport(
        String id,
        boolean connected,
        Optional<String> address,
        Duration session,
        List<Subscription> subscriptions,
        int queued) {

    public ClientReport {
        subscriptions = List.copyOf(subscriptions);
    }

    /// What it asked for.
    public record Subscription(String filter, int qos) {}
}

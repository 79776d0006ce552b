package io.serai.mqtt;

import java.time.Instant;

/// How a link is doing.
public sealed interface LinkStatus {

    /// Not asked to connect yet.
    record Idle() implements LinkStatus {}

    record Connected(Instant since) implements LinkStatus {}

    /// Trying; `reason` says in words why it is not connected.
    record Disconnected(Instant since, String reason) implements LinkStatus {}

    record Closed() implements LinkStatus {}
}

package io.serai.flowtest.read;

import io.serai.mqtt.MqttMessage;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One step of a test.
public sealed interface Step {

    /// Where it is in the test file.
    int line();

    /// Somebody publishes, so many times.
    record Publish(int line, MqttMessage message, int times) implements Step {}

    /// A simulated sensor or input has another value.
    record SetDevice(int line, String id, String value) implements Step {}

    /// A device fails from now on; or works again, when there is no reason.
    record BreakDevice(int line, String id, Optional<String> reason) implements Step {}

    /// A message comes from an endpoint outside the house, or to one inside the flow.
    record Send(int line, String endpoint, String body, Map<String, Object> headers)
            implements Step {}

    /// Time passes.
    record Advance(int line, Duration span) implements Step {}

    /// Time passes until it is so late, today or tomorrow.
    record AdvanceTo(int line, LocalTime time) implements Step {}

    /// Time passes up to a moment.
    record AdvanceUntil(int line, ZonedDateTime moment) implements Step {}

    /// Something is so, or happens before the time is up.
    ///
    /// @param within zero for at once
    /// @param count how often, all in all; empty for once or more
    record Expect(int line, Matcher wanted, Duration within, Optional<Expected> count)
            implements Step {}

    /// Several happen one after the other.
    record ExpectInOrder(int line, List<Matcher> wanted, Duration within) implements Step {}

    /// Something has not happened, and does not before the time is up.
    record ExpectNone(int line, Matcher wanted, Duration within) implements Step {}

    /// Nothing else has gone out, and nothing does before the time is up.
    record ExpectNothing(int line, Duration within) implements Step {}

    /// The broker goes, or comes back.
    record Broker(int line, boolean up) implements Step {}

    /// The gateway is killed, or starts again.
    record Gateway(int line, boolean up) implements Step {}

    /// The gateway is killed and starts again after a while.
    record Restart(int line, Duration after) implements Step {}

    /// A new version of the flow takes the place of the old one.
    record Redeploy(int line) implements Step {}
}

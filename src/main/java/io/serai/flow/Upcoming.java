package io.serai.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Something that a flow is going to do by the clock.
///
/// @param route whose source it is
/// @param line of the route file
/// @param text what it is, in words
/// @param every empty when it happens once
public record Upcoming(
        String flow, String route, int line, String text, Instant next, Optional<Duration> every) {}

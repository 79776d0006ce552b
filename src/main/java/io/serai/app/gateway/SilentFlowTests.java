package io.serai.app.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;

import io.serai.time.Simulation;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/// Keeps what flows say while they are tested out of the gateway's log: their test tells it where it
/// matters. Named in `logback.xml`.
public final class SilentFlowTests extends TurboFilter {

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        // Camel asks first, without a text, and tells those who listen only when the answer is yes.
        return format != null && Simulation.current().isPresent()
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}

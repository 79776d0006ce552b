package io.serai.runtime;

import io.serai.observe.run.Carried;
import io.serai.observe.run.Trace;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/// Where in its run a message is. Goes with the message, and with its copies.
///
/// @param step index of the one it is inside of; -1 for none
/// @param body as it was when `carried` was made
record RunPosition(Trace trace, int step, @Nullable Object body, Carried carried) {

    private static final String PROPERTY = "SeraiRun";

    static @Nullable RunPosition of(Exchange exchange) {
        return exchange.getProperty(PROPERTY) instanceof RunPosition position ? position : null;
    }

    void leaveOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /// Not the message, because whoever prints all properties wants their own.
    @Override
    public String toString() {
        return trace.id();
    }
}

package io.serai.runtime;

import org.apache.camel.Exchange;

import java.util.Optional;

/// Remembers at which line of its file an exchange failed: Camel forgets it before anybody can report.
final class FailedNode {

    private static final String PROPERTY = "SeraiFailedNode";

    private record Failure(Throwable cause, int line) {}

    private FailedNode() {}

    /// The line of the node at which `exchange` failed of `cause`, if a node of the file did.
    static Optional<Integer> line(Exchange exchange, Throwable cause) {
        return exchange.getProperty(PROPERTY) instanceof Failure(Throwable of, int line)
                        && of.equals(cause)
                        && line > 0
                ? Optional.of(line)
                : Optional.empty();
    }

    /// A node is left with a failure. The innermost comes first, and it is the one to name.
    ///
    /// @return whether this is the one
    static boolean note(Exchange exchange, Throwable cause, int line) {
        if (exchange.getProperty(PROPERTY) instanceof Failure(Throwable of, _)
                && of.equals(cause)) {
            return false;
        }
        exchange.setProperty(PROPERTY, new Failure(cause, line));
        return true;
    }
}

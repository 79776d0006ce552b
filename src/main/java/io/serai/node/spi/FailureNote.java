package io.serai.node.spi;

import org.apache.camel.Exchange;

import java.util.Optional;

/// What the flow's report says of a failed exchange, left on it for the node that acknowledges the
/// message.
///
/// @param place file and line of the step that failed
/// @param reason in words for the owner
/// @param told whether the owner's log has it; under a flood it has not
public record FailureNote(String place, String reason, boolean told) {

    private static final String PROPERTY = "SeraiFailure";

    public void leaveOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /// What the innermost cause says.
    public static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    public static Optional<FailureNote> on(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, FailureNote.class));
    }
}

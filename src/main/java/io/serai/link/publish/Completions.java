package io.serai.link.publish;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/// Completes publishes in the order in which they were submitted, whatever the order of their answers: a
/// QoS 2 message takes two round trips, and what came after it waits. Confined to the event loop.
final class Completions {

    private final Deque<Outgoing> inOrder = new ArrayDeque<>();

    /// The next in order.
    void expect(Outgoing outgoing) {
        inOrder.add(outgoing);
    }

    /// Only the first word about a message counts.
    ///
    /// @param failure null when all is well
    void settle(Outgoing outgoing, @Nullable Throwable failure) {
        if (outgoing.settled) {
            return;
        }
        outgoing.settled = true;
        outgoing.failure = failure;
        if (outgoing.ofConnection) {
            outgoing.complete();
            return;
        }
        for (Outgoing head = inOrder.peek(); head != null && head.settled; head = inOrder.peek()) {
            inOrder.remove();
            head.complete();
        }
    }
}

package io.serai.flow;

import java.util.List;

/// What a flow has begun and not ended, and what it has not begun.
///
/// @param inFlight messages under way
/// @param queued messages that wait before its sources
/// @param collected messages that its nodes keep back
public record FlowQueues(int inFlight, long queued, List<Collected> collected) {

    public static final FlowQueues NOTHING = new FlowQueues(0, 0, List.of());

    public FlowQueues {
        collected = List.copyOf(collected);
    }

    /// What one node keeps back until there is enough of it or time is up.
    ///
    /// @param node id in the picture of the flow
    /// @param groups that are not complete
    public record Collected(String node, int groups) {}
}

package io.serai.store;

import java.util.Optional;

/// Which states are meant: all, those of a flow, of one node of it, or the one that this has under a key.
///
/// @param node empty for all; with a flow only
/// @param key empty for all; with a node only
public record StateFilter(Optional<String> flow, Optional<String> node, Optional<String> key) {

    public static final StateFilter ALL =
            new StateFilter(Optional.empty(), Optional.empty(), Optional.empty());

    public StateFilter {
        if ((node.isPresent() && flow.isEmpty()) || (key.isPresent() && node.isEmpty())) {
            throw new IllegalArgumentException(
                    "a node belongs to a flow, and a key to a node: %s, %s, %s"
                            .formatted(flow, node, key));
        }
    }

    public static StateFilter of(String flow) {
        return new StateFilter(Optional.of(flow), Optional.empty(), Optional.empty());
    }

    /// Whether states of that node may be meant.
    public boolean takes(String itsFlow, String itsNode) {
        return (flow.isEmpty() || flow.get().equals(itsFlow))
                && (node.isEmpty() || node.get().equals(itsNode));
    }

    public boolean takes(String itsFlow, String itsNode, String itsKey) {
        return takes(itsFlow, itsNode) && (key.isEmpty() || key.get().equals(itsKey));
    }
}

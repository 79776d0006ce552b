package io.serai.flow;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// A flow as one would draw it: its steps as nodes, the ways of messages as wires.
///
/// @param nodes in the order of the file; those of one route stand together, its source first
public record FlowPicture(String flow, List<Node> nodes, List<Wire> wires) {

    public FlowPicture {
        nodes = List.copyOf(nodes);
        wires = List.copyOf(wires);
    }

    /// A picture of nothing, for a flow that cannot be built.
    public static FlowPicture empty(String flow) {
        return new FlowPicture(flow, List.of(), List.of());
    }

    public Optional<Node> node(String id) {
        return nodes.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /// What a node is to its flow.
    public enum Role {
        /// Brings messages into a route.
        SOURCE,
        /// Does something with a message.
        ACTION,
        /// Sends it out of the flow.
        SINK,
        /// Opens a way that not every message goes.
        BRANCH,
        /// Nothing comes after it.
        END
    }

    /// A step, the source of a route, or a branch.
    ///
    /// @param id `route:number`, the same each time the same text is built; the source has number 0
    /// @param type as Camel calls it: `from`, `to`, `choice`, `when`, `setBody`
    /// @param scheme of the endpoint, such as `paho`; null when it has none
    /// @param label a few words
    /// @param detail the whole condition, or the address without secrets; may be empty
    /// @param line in the route file; 0 when it is not known
    /// @param device id; null when it has none
    /// @param direct what it calls or is called by inside the flow, such as `direct:say`
    public record Node(
            String id,
            String route,
            Role role,
            String type,
            @Nullable String scheme,
            String label,
            String detail,
            int line,
            @Nullable Topic topic,
            @Nullable String device,
            @Nullable String direct) {

        public boolean isSource() {
            return role == Role.SOURCE;
        }

        /// `line 7`, for a sentence.
        public String place() {
            return line > 0 ? "line " + line : "an unknown line";
        }
    }

    /// What a node hears or publishes on.
    ///
    /// @param name a filter when it hears, else a topic's name
    /// @param in whether it hears
    /// @param broker host and port; null for the house's own
    public record Topic(String name, boolean in, @Nullable String broker) {}

    /// How a message gets from one node to another.
    public enum Way {
        /// As the steps stand.
        MAIN,
        /// Into a branch.
        BRANCH,
        /// When something failed.
        ERROR,
        /// Into another route of the flow, and back when that is a `direct:`.
        CALL
    }

    /// A way from one node to another.
    ///
    /// @param label null when there is nothing to say
    public record Wire(String from, String to, @Nullable String label, Way way) {}
}

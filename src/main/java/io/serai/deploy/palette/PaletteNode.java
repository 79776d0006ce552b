package io.serai.deploy.palette;

import java.util.List;
import java.util.Optional;

/// A node that can be put into a flow.
///
/// @param name no other node has it
/// @param group to be shown with
/// @param scheme of the endpoint that it is; empty for a step
/// @param step word of the YAML DSL; empty for an endpoint
/// @param icon name of a picture
/// @param syntax of the URI, such as `paho:topic`; empty for a step
/// @param insert text of a step, or of a route where it is a source
public record PaletteNode(
        String name,
        String title,
        Kind kind,
        String group,
        String description,
        Optional<String> scheme,
        Optional<String> step,
        String icon,
        String syntax,
        String insert,
        List<PaletteProperty> properties) {

    /// Where a node can stand.
    public enum Kind {
        SOURCE,
        ACTION,
        SINK
    }

    public PaletteNode {
        properties = List.copyOf(properties);
    }
}

package io.serai.flow;

import java.time.Instant;
import java.util.Map;

/// What runs of a flow, and of its surroundings no more than it uses.
///
/// @param version its number; 0 when it has none
/// @param since when this version began to run
/// @param file the route file's path within the routes folder
/// @param text of the route file
/// @param kamelets text of the house's kamelets it uses, by name
/// @param values what `{{name}}` stands for, of those it uses
public record FlowInUse(
        String flow,
        int version,
        Instant since,
        String file,
        String text,
        Map<String, String> kamelets,
        Map<String, String> values) {

    public FlowInUse {
        kamelets = Map.copyOf(kamelets);
        values = Map.copyOf(values);
    }
}

package io.serai.flow;

import java.util.Map;

/// A flow as text, with all that its text may refer to: a snapshot that later edits do not change.
///
/// @param text what the route file holds
/// @param kamelets text of every kamelet of the house, by name
/// @param values what `{{name}}` stands for, as the house's `settings.properties` says
public record FlowSource(
        FlowFile file, String text, Map<String, String> kamelets, Map<String, String> values) {

    public FlowSource {
        kamelets = Map.copyOf(kamelets);
        values = Map.copyOf(values);
    }

    public String id() {
        return file.id();
    }

    /// A flow that refers to nothing outside its file.
    public static FlowSource of(FlowFile file, String text) {
        return new FlowSource(file, text, Map.of(), Map.of());
    }
}

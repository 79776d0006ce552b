package io.serai.flow;

import java.util.Set;

/// What a flow refers to outside its own file, as far as it is known by now: what its text names, and what
/// messages have led it to since.
///
/// @param kamelets names, those that are missing too
/// @param devices ids; `*` for all of them
/// @param values names of `settings.properties`
public record FlowUses(Set<String> kamelets, Set<String> devices, Set<String> values) {

    public FlowUses {
        kamelets = Set.copyOf(kamelets);
        devices = Set.copyOf(devices);
        values = Set.copyOf(values);
    }
}

package io.serai.device;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a change of `devices.yaml` came to, as ids of devices. One whose description or unit alone is new
/// is in none of the lists.
///
/// @param changed closed, and opened as the file says now
public record DevicesChange(List<String> added, List<String> removed, List<String> changed) {

    public DevicesChange {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    /// All of them, the added first.
    public Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>(added);
        ids.addAll(removed);
        ids.addAll(changed);
        return ids;
    }
}

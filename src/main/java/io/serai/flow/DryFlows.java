package io.serai.flow;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// Flows that run dry: they do everything as ever, and nothing of it leaves the house.
///
/// @param all every flow, whatever it is called
/// @param ids some of them
public record DryFlows(boolean all, Set<String> ids) {

    public static final DryFlows NONE = new DryFlows(false, Set.of());
    public static final DryFlows ALL = new DryFlows(true, Set.of());

    private static final String EVERY = "all";

    public DryFlows {
        ids = Set.copyOf(ids);
    }

    /// From ids with commas between, or `all`; empty for none.
    public static DryFlows of(String text) {
        Set<String> ids =
                Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(id -> !id.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
        return ids.contains(EVERY) ? ALL : new DryFlows(false, ids);
    }

    public boolean contains(String flow) {
        return all || ids.contains(flow);
    }

    public boolean isEmpty() {
        return !all && ids.isEmpty();
    }
}

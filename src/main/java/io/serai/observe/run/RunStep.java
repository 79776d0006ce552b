package io.serai.observe.run;

import org.jspecify.annotations.Nullable;

/// A step that a message went through.
///
/// @param node id in the picture of the flow
/// @param parent index of the step this one is inside of; -1 when there is none
/// @param atMicros since the run began
/// @param micros it took, with all that is inside of it; -1 while it is under way
/// @param after null while it is under way
/// @param reason why it failed here; null when it did not
/// @param stopped whether the message went no further because of it
/// @param held what a condition of its own said; null when it has none, or nobody knows
public record RunStep(
        String node,
        int parent,
        long atMicros,
        long micros,
        Carried before,
        @Nullable Carried after,
        @Nullable String reason,
        boolean stopped,
        @Nullable Boolean held) {}

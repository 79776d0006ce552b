package io.serai.observe.run;

import io.serai.flow.FlowPicture;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// What one message went through, from the source of a route on.
///
/// @param id of this run, unique as long as the gateway runs and beyond
/// @param number rises from run to run, of whatever flow
/// @param version of the flow; 0 when it has none
/// @param micros so far, or in all
/// @param reason why it failed or what it waits for; null when there is nothing to say
/// @param trigger what brought it, in a few words
/// @param continues id of the run it goes on from, after it was collected or queued; null for none
/// @param omitted steps that were not kept because there were too many
/// @param picture of the version that ran
/// @param text of the version that ran
public record Run(
        String id,
        long number,
        String flow,
        String route,
        int version,
        Instant begin,
        long micros,
        Outcome outcome,
        @Nullable String reason,
        String trigger,
        @Nullable String continues,
        Carried input,
        List<RunStep> steps,
        long omitted,
        FlowPicture picture,
        String text) {

    public Run {
        steps = List.copyOf(steps);
    }

    /// How it ended, or that it has not.
    public enum Outcome {
        DONE,
        FAILED,
        /// A step let it go no further.
        STOPPED,
        RUNNING,
        /// It is in a step that waits.
        WAITING
    }

    public boolean isOver() {
        return outcome != Outcome.RUNNING && outcome != Outcome.WAITING;
    }
}

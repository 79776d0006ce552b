package io.serai.flow;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/// How one flow does.
///
/// @param file where its route file lies, or lay
/// @param since when it came into this state
/// @param version number of the version that runs or would run; empty when none ever did
/// @param routes ids of its routes
/// @param description what its first route says of itself; may be empty
/// @param dry whether nothing of what it does leaves the house
/// @param problems why the file on disk is not what runs; empty when it is
public record FlowReport(
        String id,
        Path file,
        State state,
        Instant since,
        OptionalInt version,
        List<String> routes,
        String description,
        boolean dry,
        List<Problem> problems) {

    public FlowReport {
        routes = List.copyOf(routes);
        problems = List.copyOf(problems);
    }

    /// What a flow may be doing.
    public enum State {
        /// Its routes run, those that rest by their own `autoStartup` excepted.
        RUNNING,
        /// Loaded, and stopped by hand or because the gateway is in safe mode.
        STOPPED,
        /// No version of it can run.
        BROKEN
    }
}

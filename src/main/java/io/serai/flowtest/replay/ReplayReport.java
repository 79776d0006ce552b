package io.serai.flowtest.replay;

import java.time.Duration;
import java.util.List;

/// How a replay compares with its recording.
///
/// @param compared in the order of time, those that are the same too
/// @param failures messages that were not processed in the replay; the recording does not say which were not
/// @param notes what limits the comparison, a sentence each
/// @param cameIn how many events came in
/// @param length of the recording
/// @param spent on the machine's clock
public record ReplayReport(
        List<Difference> compared,
        List<String> failures,
        List<String> notes,
        int cameIn,
        Duration length,
        Duration spent) {

    public ReplayReport {
        compared = List.copyOf(compared);
        failures = List.copyOf(failures);
        notes = List.copyOf(notes);
    }

    public boolean isSame() {
        return count(Difference.Kind.SAME) == compared.size();
    }

    public long count(Difference.Kind kind) {
        return compared.stream().filter(each -> each.kind() == kind).count();
    }
}

package io.serai.flowtest.run;

import java.util.List;

/// How much of a flow its tests reach.
///
/// @param steps steps in all
/// @param branches ways in all: those of a choice, into a filter, into a doCatch
/// @param missed steps that no message went through, as `12 setBody`
public record FlowCoverage(
        String flow,
        int stepsReached,
        int steps,
        int branchesReached,
        int branches,
        List<String> missed) {

    public FlowCoverage {
        missed = List.copyOf(missed);
    }
}

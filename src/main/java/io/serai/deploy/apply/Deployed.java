package io.serai.deploy.apply;

import io.serai.deploy.plan.CurrentFlow;
import io.serai.flow.DryFlows;
import io.serai.flow.FlowException;
import io.serai.flow.FlowInUse;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowUses;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// A flow as it stands: what runs or would run, and what is wrong with its file.
///
/// @param file where its route file lies now
/// @param source what runs or would run; what was tried last when nothing ever ran
/// @param running null when stopped or broken
/// @param version 0 when nothing ever ran
/// @param since when it came into this state
/// @param uses as known when it last ran
/// @param routeIds that the file gave to routes when it last ran
/// @param refused the text of the file when that is not what runs
/// @param problems of the text of the file
public record Deployed(
        Path file,
        FlowSource source,
        @Nullable RunningFlow running,
        FlowReport.State state,
        int version,
        Instant since,
        FlowUses uses,
        List<String> routeIds,
        @Nullable String refused,
        List<Problem> problems) {

    private static final FlowUses NOTHING = new FlowUses(Set.of(), Set.of(), Set.of());

    public Deployed {
        problems = List.copyOf(problems);
    }

    static Deployed running(RunningFlow flow, int version, Instant since) {
        return new Deployed(
                flow.source().file().file(),
                flow.source(),
                flow,
                FlowReport.State.RUNNING,
                version,
                since,
                flow.uses(),
                flow.namedRouteIds(),
                null,
                List.of());
    }

    static Deployed stopped(FlowSource source, int version, Instant since) {
        return new Deployed(
                source.file().file(),
                source,
                null,
                FlowReport.State.STOPPED,
                version,
                since,
                NOTHING,
                List.of(),
                null,
                List.of());
    }

    /// One that was built and does not run.
    static Deployed loaded(RunningFlow flow, int version, Instant since) {
        return running(flow, version, since).stoppedAt(since);
    }

    /// The same, now that its number is known.
    Deployed numbered(int number) {
        return new Deployed(
                file, source, running, state, number, since, uses, routeIds, refused, problems);
    }

    static Deployed broken(FlowSource source, Instant since, List<Problem> problems) {
        return new Deployed(
                source.file().file(),
                source,
                null,
                FlowReport.State.BROKEN,
                0,
                since,
                NOTHING,
                List.of(),
                source.text(),
                problems);
    }

    /// The same, with a file that is not what runs.
    Deployed refusing(FlowSource tried, List<Problem> why) {
        return new Deployed(
                tried.file().file(),
                source,
                running,
                state,
                version,
                since,
                usesNow(),
                routeIds,
                tried.text(),
                why);
    }

    /// The same, with a file that says what runs.
    Deployed at(FlowSource same) {
        return new Deployed(
                same.file().file(),
                source,
                running,
                state,
                version,
                since,
                uses,
                routeIds,
                null,
                List.of());
    }

    Deployed stoppedAt(Instant now) {
        return new Deployed(
                file,
                source,
                null,
                FlowReport.State.STOPPED,
                version,
                now,
                usesNow(),
                routeIds,
                refused,
                problems);
    }

    public String id() {
        return source.id();
    }

    public boolean isBroken() {
        return state == FlowReport.State.BROKEN;
    }

    FlowUses usesNow() {
        return running == null ? uses : running.uses();
    }

    public CurrentFlow current() {
        return new CurrentFlow(
                source, file, state, usesNow(), routeIds, refused, !problems.isEmpty());
    }

    /// What runs, and of its surroundings what it uses; empty when it does not run.
    ///
    /// @param path of its route file within the routes folder
    public Optional<FlowInUse> inUse(String path) {
        if (running == null) {
            return Optional.empty();
        }
        FlowUses now = running.uses();
        Map<String, String> kamelets = new TreeMap<>(source.kamelets());
        kamelets.keySet().retainAll(now.kamelets());
        return Optional.of(
                new FlowInUse(
                        id(),
                        version,
                        since,
                        path,
                        source.text(),
                        kamelets,
                        CurrentFlow.values(source, now)));
    }

    public FlowReport report(DryFlows dry) {
        return new FlowReport(
                id(),
                file,
                state,
                since,
                version == 0 ? OptionalInt.empty() : OptionalInt.of(version),
                running == null ? List.of() : running.routeIds(),
                running == null ? "" : running.description(),
                dry.contains(id()),
                problems);
    }

    /// The report of a flow that runs.
    ///
    /// @throws FlowException when it does not run
    public FlowReport reportRunning(DryFlows dry) throws FlowException {
        if (state != FlowReport.State.RUNNING) {
            throw new FlowException(
                    problems.isEmpty()
                            ? new Problem(file, 0, "does not run.")
                            : problems.getFirst());
        }
        return report(dry);
    }
}

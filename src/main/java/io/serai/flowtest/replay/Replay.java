package io.serai.flowtest.replay;

import io.serai.event.RuntimeEvent;
import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowInUse;
import io.serai.flow.FlowSource;
import io.serai.flowtest.read.Spans;
import io.serai.flowtest.read.Step;
import io.serai.flowtest.read.TestEvent;
import io.serai.flowtest.read.TestFileException;
import io.serai.flowtest.run.TestedFiles;
import io.serai.recording.Masks;
import io.serai.recording.Recording;
import io.serai.recording.RecordingEnd;
import io.serai.time.Simulation;
import io.serai.time.VirtualClocks;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A recording that is run in virtual time against a version of its flow. Nothing outside the process is
/// touched.
public final class Replay {

    /// So much later things go out on a machine than in virtual time, and so may miss the end.
    private static final Duration JITTER = Duration.ofMillis(200);

    private final Recording recording;
    private final Duration patience;
    private final RecordedInputs inputs;

    /// @param patience on the machine's clock
    /// @throws IllegalStateException when the JVM was started without what virtual time needs
    public Replay(Recording recording, Duration patience) {
        this.recording = recording;
        this.patience = patience;
        inputs = new RecordedInputs(recording);
        VirtualClocks.install();
    }

    /// The flow as it was recorded, in a house that has the rest.
    ///
    /// @param house the same flow as the house has it; its kamelets and values stand in for those that the
    ///     recording does not have
    public static FlowSource recorded(Recording recording, FlowSource house) {
        FlowInUse flow = recording.header().flow();
        Map<String, String> kamelets = new HashMap<>(house.kamelets());
        kamelets.putAll(flow.kamelets());
        Map<String, String> values = new HashMap<>(house.values());
        flow.values()
                .forEach((name, value) -> {
                    if (!value.contains(Masks.MASK)) {
                        values.put(name, value);
                    }
                });
        Path file = house.file().file();
        return new FlowSource(new FlowFile(flow.flow(), file), flow.text(), kamelets, values);
    }

    /// How much time it is about.
    public Duration length() {
        return Duration.between(recording.header().begin(), end());
    }

    private Instant end() {
        Instant last =
                recording.events().isEmpty()
                        ? recording.header().begin()
                        : recording.events().getLast().time();
        return recording.end().map(RecordingEnd::time).filter(last::isBefore).orElse(last);
    }

    RecordedInputs inputs() {
        return inputs;
    }

    /// Runs it.
    ///
    /// @param house with the version of the flow in it
    /// @param ignored is not compared
    /// @param within further apart two things are not at the same time
    /// @param progress is told how much of the recording has been played
    /// @throws FlowException when the flow cannot be built or started
    /// @throws IllegalStateException when it takes too long, or something in the flow waits for ever
    public ReplayReport run(
            TestedFiles house, Masks ignored, Duration within, Consumer<Duration> progress)
            throws FlowException {
        List<String> notes = new ArrayList<>(limits());
        ReplayRun.Outcome outcome = play(house, inputs.earlyStart(), within, progress);
        outcome.untaken().forEach(each -> notes.add("Not everything came in: " + each + "."));
        List<Difference> compared =
                compare(outcome, ignored, within).stream()
                        .map(each -> each.since(recording.header().begin()))
                        .toList();
        return new ReplayReport(
                compared,
                outcome.failures().stream()
                        .filter(each -> !each.at().isBefore(recording.header().begin()))
                        .map(this::told)
                        .toList(),
                notes,
                inputs.all().size(),
                length(),
                outcome.spent());
    }

    private String told(ReplayRun.Failure failure) {
        return "%s  failed     %s: %s"
                .formatted(
                        Spans.clock(Duration.between(recording.header().begin(), failure.at())),
                        failure.place(),
                        TestEvent.shown(failure.reason()));
    }

    ReplayRun.Outcome play(
            TestedFiles house, Instant start, Duration within, Consumer<Duration> progress)
            throws FlowException {
        try {
            return new ReplayRun(house, recording, inputs, start, patience, progress)
                    .run(end().plus(within));
        } catch (Simulation.StuckException | TestFileException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    List<Comparison.Pair> compare(ReplayRun.Outcome outcome, Masks ignored, Duration within) {
        Instant begin = recording.header().begin();
        List<RuntimeEvent> was =
                recording.events().stream()
                        .filter(each -> !each.isIncoming())
                        .map(ignored::apply)
                        .toList();
        List<RuntimeEvent> is =
                outcome.outs().stream()
                        .filter(each -> !each.time().isBefore(begin.minus(within)))
                        .map(ignored::apply)
                        .toList();
        return new Comparison(within)
                .of(was, is).stream().filter(each -> !isOutsideOfIt(each, within)).toList();
    }

    /// What goes out just before the begin or after the end may have a counterpart, but need not.
    private boolean isOutsideOfIt(Comparison.Pair pair, Duration within) {
        Instant last = end().minus(recording.end().isPresent() ? JITTER : within);
        return pair.kind() == Difference.Kind.EXTRA
                && (pair.at().isBefore(recording.header().begin()) || pair.at().isAfter(last));
    }

    private List<String> limits() {
        List<String> limits = new ArrayList<>();
        if (recording.end().isEmpty()) {
            limits.add(
                    "The recording has no end: the gateway was killed, and the last events may be missing.");
        }
        recording
                .end()
                .filter(end -> end.dropped() > 0)
                .ifPresent(end ->
                        limits.add(
                                "%d events are missing in the recording; there will be differences near them."
                                        .formatted(end.dropped())));
        recording
                .end()
                .filter(end -> end.version() != recording.header().flow().version())
                .ifPresent(_ ->
                        limits.add(
                                "The flow was edited while it was recorded; the recording has the text of the begin."));
        long masked = inputs.all().stream().filter(each -> isMasked(each.step())).count();
        if (masked > 0) {
            limits.add(
                    "%d of what comes in is masked; the flow gets %s in its place."
                            .formatted(masked, Masks.MASK));
        }
        return limits;
    }

    static boolean isMasked(Step step) {
        return switch (step) {
            case Step.Publish publish ->
                    TestEvent.textOf(publish.message().payload()).contains(Masks.MASK);
            case Step.Send send -> send.body().contains(Masks.MASK);
            default -> false;
        };
    }
}

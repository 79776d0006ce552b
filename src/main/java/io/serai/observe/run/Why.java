package io.serai.observe.run;

import io.serai.flow.FlowPicture;
import io.serai.flow.FlowPicture.Node;
import io.serai.flow.FlowQueues;
import io.serai.flow.FlowReport;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Why a flow did or did not do something: a plain answer for one moment.
///
/// @param last the newest run of that moment; null when none is kept
/// @param conditions of the last run of each route
public record Why(
        List<String> sentences,
        @Nullable Run last,
        List<Condition> conditions,
        List<Waiting> waiting,
        List<Since> since) {

    public Why {
        sentences = List.copyOf(sentences);
        conditions = List.copyOf(conditions);
        waiting = List.copyOf(waiting);
        since = List.copyOf(since);
    }

    /// Something that waits at a node.
    ///
    /// @param since null when it is not known
    public record Waiting(Node node, String text, @Nullable Instant since) {}

    /// When a source brought something last.
    ///
    /// @param last null when it never did
    public record Since(Node node, @Nullable Instant last) {}

    /// The moment of the question, on both clocks.
    ///
    /// @param nanos timekeeper nanoseconds
    public record Now(Instant time, long nanos) {}

    /// Answers for one flow.
    ///
    /// @param runs of the flow, the newest first
    /// @param at the moment that is asked about
    public static Why of(
            FlowReport flow,
            FlowPicture picture,
            List<Run> runs,
            Optional<FlowMeters> meters,
            FlowQueues inputQueue,
            Instant at,
            Now now) {
        return new Answer(flow, picture, runs, meters.orElse(null), inputQueue, at, now).why();
    }

    private static final class Answer {

        private static final Duration PRESENT = Duration.ofSeconds(5);

        private final FlowReport flow;
        private final FlowPicture picture;
        private final List<Run> runs;
        private final @Nullable FlowMeters meters;
        private final FlowQueues inputQueue;
        private final Instant at;
        private final Now now;
        private final List<String> sentences = new ArrayList<>();
        private final List<Condition> conditions = new ArrayList<>();
        private final List<Waiting> waiting = new ArrayList<>();
        private final List<Since> since = new ArrayList<>();

        Answer(
                FlowReport flow,
                FlowPicture picture,
                List<Run> runs,
                @Nullable FlowMeters meters,
                FlowQueues inputQueue,
                Instant at,
                Now now) {
            this.flow = flow;
            this.picture = picture;
            this.runs = runs.stream().filter(each -> !each.begin().isAfter(at)).toList();
            this.meters = meters;
            this.inputQueue = inputQueue;
            this.at = at;
            this.now = now;
        }

        Why why() {
            state();
            picture.nodes().stream().filter(this::isFromOutside).forEach(this::source);
            runs.stream()
                    .filter(each -> each.continues() != null)
                    .findFirst()
                    .ifPresent(each -> {
                        conditions.addAll(Conditions.of(each));
                        sentences.add(
                                "What was collected went on %s. %s"
                                        .formatted(ago(each.begin()), RunWords.of(each)));
                    });
            waits();
            untraced();
            return new Why(
                    sentences, runs.isEmpty() ? null : runs.getFirst(), conditions, waiting, since);
        }

        private boolean isPresent() {
            return Duration.between(at, now.time()).compareTo(PRESENT) < 0;
        }

        private String ago(Instant moment) {
            String span = Spans.words(Duration.between(moment, at));
            return isPresent() ? span + " ago" : span + " before";
        }

        private void state() {
            String problem = flow.problems().isEmpty() ? "" : flow.problems().getFirst().toString();
            switch (flow.state()) {
                case RUNNING -> {
                    if (at.isBefore(flow.since())) {
                        sentences.add(
                                "At that moment this version of %s did not run yet; it began %s later."
                                        .formatted(
                                                flow.id(),
                                                Spans.words(Duration.between(at, flow.since()))));
                    }
                    if (!problem.isEmpty()) {
                        sentences.add(
                                "Its file was changed and is not what runs: %s".formatted(problem));
                    }
                }
                case STOPPED ->
                        sentences.add(
                                "%s was stopped %s ago and takes no messages until it is started."
                                        .formatted(flow.id(), sinceState()));
                case BROKEN -> sentences.add("%s does not run. %s".formatted(flow.id(), problem));
            }
            if (flow.dry()) {
                sentences.add(
                        "It runs dry: nothing it sends leaves the house, and no device is set.");
            }
        }

        private String sinceState() {
            return Spans.words(Duration.between(flow.since(), now.time()));
        }

        /// Not a route that only other routes of the flow call.
        private boolean isFromOutside(Node node) {
            return node.isSource()
                    && picture.wires().stream()
                            .noneMatch(each ->
                                    each.way() == FlowPicture.Way.CALL
                                            && each.to().equals(node.id()));
        }

        private void source(Node source) {
            Optional<Run> last =
                    runs.stream()
                            .filter(each ->
                                    each.route().equals(source.route()) && each.continues() == null)
                            .findFirst();
            Instant when = last.map(Run::begin).orElse(null);
            Instant counted = lastCounted(source);
            if (isPresent() && counted != null && (when == null || counted.isAfter(when))) {
                since.add(new Since(source, counted));
            } else {
                since.add(new Since(source, when));
            }
            if (last.isPresent()) {
                conditions.addAll(Conditions.of(last.get()));
                sentences.add(
                        "%s last got %s %s%s %s"
                                .formatted(
                                        source.route(),
                                        RunWords.what(source),
                                        ago(last.get().begin()),
                                        RunWords.from(source, last.get()),
                                        RunWords.of(last.get())));
            } else if (counted != null && isPresent()) {
                sentences.add(
                        "%s last got %s %s; what became of it is no longer kept."
                                .formatted(source.route(), RunWords.what(source), ago(counted)));
            } else if (flow.state() == FlowReport.State.RUNNING && !at.isBefore(flow.since())) {
                sentences.add(
                        isPresent()
                                ? "%s has got nothing %s since it began to run %s ago."
                                        .formatted(source.route(), where(source), sinceState())
                                : "Nothing of %s is kept from that time."
                                        .formatted(source.route()));
            }
        }

        private static String where(Node source) {
            return source.topic() == null
                    ? "from " + source.label()
                    : "on " + source.topic().name();
        }

        private @Nullable Instant lastCounted(Node source) {
            if (meters == null || !meters.nodes().containsKey(source.id())) {
                return null;
            }
            NodeMeter.Reading reading = meters.node(source.id()).read(now.nanos());
            return reading.count() == 0
                    ? null
                    : now.time().minusNanos(now.nanos() - reading.lastNanos());
        }

        private void waits() {
            for (Run each : runs) {
                if (each.outcome() == Run.Outcome.WAITING && each.reason() != null) {
                    each.steps().stream()
                            .filter(step -> step.micros() < 0)
                            .reduce((_, second) -> second)
                            .flatMap(step -> each.picture().node(step.node()))
                            .ifPresent(node -> wait(node, "a message waits here", each.begin()));
                }
            }
            if (!isPresent()) {
                return;
            }
            for (FlowQueues.Collected each : inputQueue.collected()) {
                picture.node(each.node())
                        .ifPresent(node ->
                                wait(
                                        node,
                                        each.groups() == 1
                                                ? "what was collected waits here for more, or for its time"
                                                : "%d groups wait here for more, or for their time"
                                                        .formatted(each.groups()),
                                        null));
            }
            if (inputQueue.queued() > 0) {
                sentences.add(
                        inputQueue.queued() == 1
                                ? "1 message waits to be taken in."
                                : "%d messages wait to be taken in."
                                        .formatted(inputQueue.queued()));
                picture.nodes().stream()
                        .filter(Node::isSource)
                        .findFirst()
                        .ifPresent(node ->
                                waiting.add(
                                        new Waiting(
                                                node,
                                                inputQueue.queued() + " in the queue",
                                                null)));
            }
        }

        private void wait(Node node, String text, @Nullable Instant begin) {
            waiting.add(new Waiting(node, text, begin));
            sentences.add(
                    "At %s (%s) %s%s."
                            .formatted(
                                    node.place(),
                                    node.label(),
                                    text,
                                    begin == null
                                            ? ""
                                            : ", for " + Spans.words(Duration.between(begin, at))));
        }

        private void untraced() {
            if (meters != null && meters.untraced() > 0) {
                sentences.add(
                        "So many messages come that at most %d a second are looked at; %d were not."
                                .formatted(FlowMeters.TRACES, meters.untraced()));
            }
        }
    }
}

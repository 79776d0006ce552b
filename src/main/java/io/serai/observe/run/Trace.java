package io.serai.observe.run;

import io.serai.observe.run.Run.Outcome;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// A run while it is under way, and afterwards. The message, its copies and what they call hold it open:
/// each that enters a route takes hold, and the last to let go ends it. Thread-safe.
public final class Trace {

    private static final int MOST_STEPS = 500;
    private static final int STEP_BYTES = 120;

    /// Steps in which a message may stay for long.
    private static final Set<String> WAITING =
            Set.of("delay", "throttle", "resequence", "threads", "pollEnrich", "poll");

    private static final class Step {
        final String node;
        final int parent;
        final long begin;
        final Carried before;
        long end;
        @Nullable Carried after;
        @Nullable String reason;
        boolean stopped;
        @Nullable Boolean held;

        Step(String node, int parent, long begin, Carried before) {
            this.node = node;
            this.parent = parent;
            this.begin = begin;
            this.before = before;
        }
    }

    private final Traces traces;
    private final FlowMeters meters;
    private final long number;
    private final String route;
    private final String trigger;
    private final @Nullable String continues;
    private final Carried input;
    private final Instant begin;
    private final long beginNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Step> steps = new ArrayList<>();
    private final List<String> holders = new ArrayList<>();
    private long omitted;
    private long weight;
    private long endNanos;
    private @Nullable Outcome outcome;
    private @Nullable String reason;
    private volatile boolean isOver;

    Trace(
            Traces traces,
            FlowMeters meters,
            long number,
            String route,
            String trigger,
            @Nullable String continues,
            Carried input,
            Instant begin,
            long beginNanos) {
        this.traces = traces;
        this.meters = meters;
        this.number = number;
        this.route = route;
        this.trigger = trigger;
        this.continues = continues;
        this.input = input;
        this.begin = begin;
        this.beginNanos = beginNanos;
        weight = STEP_BYTES + input.weight(Carried.NOTHING);
    }

    public String id() {
        return traces.id(number);
    }

    long number() {
        return number;
    }

    FlowMeters meters() {
        return meters;
    }

    /// Whether nobody holds it any more.
    public boolean isOver() {
        return isOver;
    }

    /// About what it takes in memory.
    long weight() {
        lock.lock();
        try {
            return weight;
        } finally {
            lock.unlock();
        }
    }

    /// A message has entered a route.
    public void hold(String holder) {
        lock.lock();
        try {
            holders.add(holder);
        } finally {
            lock.unlock();
        }
    }

    /// It is through the route; nothing happens when `holder` did not hold. The first that held says how the
    /// run ended.
    ///
    /// @param why null unless it failed
    public void release(String holder, Outcome how, @Nullable String why, long nanos) {
        boolean ends;
        lock.lock();
        try {
            int index = holders.lastIndexOf(holder);
            if (index < 0) {
                return;
            }
            holders.remove(index);
            if (index == 0 && outcome == null) {
                outcome = how;
                reason = why;
            }
            ends = holders.isEmpty() && !isOver;
            if (ends) {
                endNanos = nanos;
                isOver = true;
            }
        } finally {
            lock.unlock();
        }
        if (ends) {
            meters.closed();
            meters.node(sourceNode()).measured(beginNanos, nanos);
            traces.ended(this);
        }
    }

    private String sourceNode() {
        return route + ":0";
    }

    /// A message has come to a node.
    ///
    /// @param parent index of the step it is inside of, or -1
    /// @return its index; -1 when there are too many to be kept
    public int enter(String node, int parent, long nanos, Carried before) {
        long more;
        int index;
        lock.lock();
        try {
            if (steps.size() >= MOST_STEPS) {
                omitted++;
                return -1;
            }
            Carried latest = steps.isEmpty() ? input : steps.getLast().before;
            more = STEP_BYTES + before.weight(latest);
            boolean fits = weight + more <= traces.mostOfOne();
            index = steps.size();
            steps.add(new Step(node, parent, nanos, fits ? before : Carried.NOTHING));
            more = fits ? more : STEP_BYTES;
            weight += more;
        } finally {
            lock.unlock();
        }
        traces.grown(more);
        return index;
    }

    /// A node is done with it.
    ///
    /// @param why null unless it failed there
    /// @param held what a condition said; null when it has none
    public void leave(
            int index,
            long nanos,
            Carried after,
            @Nullable String why,
            boolean stopped,
            @Nullable Boolean held) {
        if (index < 0) {
            return;
        }
        long more;
        lock.lock();
        try {
            Step step = steps.get(index);
            step.end = Math.max(nanos, step.begin + 1);
            step.reason = why;
            step.stopped = stopped;
            step.held = held;
            more = after.weight(step.before);
            boolean fits = weight + more <= traces.mostOfOne();
            step.after = fits ? after : step.before;
            more = fits ? more : 0;
            weight += more;
        } finally {
            lock.unlock();
        }
        traces.grown(more);
    }

    /// As it is now.
    Run run(long now) {
        lock.lock();
        try {
            return new Run(
                    id(),
                    number,
                    meters.flow(),
                    route,
                    meters.version(),
                    begin,
                    ((isOver ? endNanos : now) - beginNanos) / 1000,
                    outcome(),
                    reason(),
                    trigger,
                    continues,
                    input,
                    steps.stream().map(this::told).toList(),
                    omitted,
                    meters.picture(),
                    meters.source().text());
        } finally {
            lock.unlock();
        }
    }

    private RunStep told(Step step) {
        return new RunStep(
                step.node,
                step.parent,
                (step.begin - beginNanos) / 1000,
                step.end == 0 ? -1 : (step.end - step.begin) / 1000,
                step.before,
                step.after,
                step.reason,
                step.stopped,
                step.held);
    }

    private Outcome outcome() {
        if (isOver && outcome != null) {
            return outcome;
        }
        return waitingAt() == null ? Outcome.RUNNING : Outcome.WAITING;
    }

    private @Nullable String reason() {
        if (isOver) {
            return reason;
        }
        String place = waitingAt();
        return place == null ? null : "waits in " + place;
    }

    private @Nullable String waitingAt() {
        return steps.stream()
                .filter(each -> each.end == 0)
                .map(each -> meters.picture().node(each.node))
                .flatMap(java.util.Optional::stream)
                .filter(node -> WAITING.contains(node.type()))
                .map(node -> "%s, %s".formatted(node.label(), node.place()))
                .findFirst()
                .orElse(null);
    }
}

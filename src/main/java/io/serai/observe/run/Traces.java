package io.serai.observe.run;

import io.serai.flow.FlowPicture;
import io.serai.flow.FlowSource;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The last runs of each flow, and whoever follows them. Bounded in runs of a flow and in bytes of all;
/// the oldest go first. Thread-safe.
public final class Traces {

    private static final int PART_OF_ONE = 8;
    private static final int RADIX = 36;

    /// Runs that are looked at in a second in all flows, beside the few that each flow has for itself.
    static final int TRACES_OF_ALL = 100;

    private final TraceConfig config;
    private final Sampling sampling;
    private final Timekeeper time;
    private final String start;
    private final AtomicLong lastNumber = new AtomicLong();
    private final AtomicLong weight = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Trace>> flows = new HashMap<>();
    private final Map<String, List<Consumer<Tap>>> taps = new ConcurrentHashMap<>();
    private final Map<String, List<Consumer<Run>>> followers = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> untracedTold = new ConcurrentHashMap<>();

    public Traces(TraceConfig config, Timekeeper time) {
        this.config = config;
        this.time = time;
        start = Long.toString(time.now().getEpochSecond(), RADIX);
        sampling = new Sampling(time.nanos());
    }

    /// Begins to count a version of a flow.
    public FlowMeters meters(FlowSource source, FlowPicture picture) {
        return new FlowMeters(source, picture, this, time.nanos());
    }

    String id(long number) {
        return start + "-" + number;
    }

    long mostOfOne() {
        return config.bytes() / PART_OF_ONE;
    }

    /// A message begins its way.
    ///
    /// @param holder that takes hold of it
    /// @param continues what it goes on from; null for nothing
    public Trace begin(
            FlowMeters meters,
            String route,
            String trigger,
            Carried input,
            @Nullable Trace continues,
            String holder) {
        var trace =
                new Trace(
                        this,
                        meters,
                        lastNumber.incrementAndGet(),
                        route,
                        trigger,
                        continues == null ? null : continues.id(),
                        input,
                        time.now(),
                        time.nanos());
        trace.hold(holder);
        meters.opened();
        lock.lock();
        try {
            Deque<Trace> kept = flows.computeIfAbsent(meters.flow(), _ -> new ArrayDeque<>());
            kept.addLast(trace);
            if (kept.size() > config.runs()) {
                drop(kept);
            }
        } finally {
            lock.unlock();
        }
        grown(trace.weight());
        return trace;
    }

    private void drop(Deque<Trace> kept) {
        weight.addAndGet(-kept.removeFirst().weight());
    }

    /// A trace takes more memory than before.
    void grown(long by) {
        if (weight.addAndGet(by) <= config.bytes()) {
            return;
        }
        lock.lock();
        try {
            while (measured() > config.bytes() && !flows.isEmpty()) {
                Deque<Trace> heaviest =
                        flows.values().stream()
                                .max(Comparator.comparingLong(Traces::weight))
                                .orElseThrow();
                drop(heaviest);
                if (heaviest.isEmpty()) {
                    flows.values().remove(heaviest);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// What is kept, afresh: a run that was dropped may have grown since.
    private long measured() {
        long sum = flows.values().stream().mapToLong(Traces::weight).sum();
        weight.set(sum);
        return sum;
    }

    private static long weight(Deque<Trace> kept) {
        return kept.stream().mapToLong(Trace::weight).sum();
    }

    /// About what all that is kept takes in memory.
    public long bytes() {
        lock.lock();
        try {
            return measured();
        } finally {
            lock.unlock();
        }
    }

    /// The last runs of a flow, the newest first.
    ///
    /// @param before number of a run that is later than all that are wanted
    public List<Run> runs(String flow, int most, long before) {
        List<Trace> found = new ArrayList<>();
        lock.lock();
        try {
            Iterator<Trace> newest =
                    flows.getOrDefault(flow, new ArrayDeque<>()).descendingIterator();
            while (newest.hasNext() && found.size() < most) {
                Trace each = newest.next();
                if (each.number() < before) {
                    found.add(each);
                }
            }
        } finally {
            lock.unlock();
        }
        long now = time.nanos();
        return found.stream().map(each -> each.run(now)).toList();
    }

    /// A run that is still kept.
    public Optional<Run> run(String id) {
        lock.lock();
        try {
            return flows.values().stream()
                    .flatMap(Deque::stream)
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .map(each -> each.run(time.nanos()));
        } finally {
            lock.unlock();
        }
    }

    void ended(Trace trace) {
        List<Consumer<Run>> following = followers.get(trace.meters().flow());
        if (following != null && !following.isEmpty()) {
            Run run = trace.run(time.nanos());
            following.forEach(each -> each.accept(run));
        }
    }

    /// Tells `listener` each run of a flow that ends, until what this returns is closed. The listener is
    /// called by the flow and must not block.
    public AutoCloseable follow(String flow, Consumer<Run> listener) {
        return listen(followers, flow, listener);
    }

    /// Shows `listener` the messages of a flow, at each node, until what this returns is closed; under a
    /// flood those of 200 runs a second. The listener is called by the flow and must not block.
    public AutoCloseable tap(String flow, Consumer<Tap> listener) {
        AutoCloseable listening = listen(taps, flow, listener);
        return () -> {
            listening.close();
            if (!isTapped(flow)) {
                untracedTold.remove(flow); // what is left out while nobody looks is not missed
            }
        };
    }

    private static <T> AutoCloseable listen(
            Map<String, List<Consumer<T>>> all, String flow, Consumer<T> listener) {
        all.compute(
                flow,
                (_, listeners) -> {
                    List<Consumer<T>> its =
                            listeners == null ? new CopyOnWriteArrayList<>() : listeners;
                    its.add(listener);
                    return its;
                });
        return () ->
                all.computeIfPresent(
                        flow,
                        (_, listeners) -> {
                            listeners.remove(listener);
                            return listeners.isEmpty() ? null : listeners;
                        });
    }

    boolean isTapped(String flow) {
        return !taps.isEmpty() && taps.containsKey(flow);
    }

    /// Whether so little goes on in the house that one more message may be looked at.
    boolean mayTrace(long nanos) {
        return sampling.take(nanos, TRACES_OF_ALL);
    }

    /// A message was seen at a node.
    public void seen(Trace trace, String node, Carried message) {
        FlowMeters meters = trace.meters();
        long nanos = time.nanos();
        meters.node(node).saw(new NodeMeter.Value(message.shortText(), nanos));
        List<Consumer<Tap>> tapping = taps.get(meters.flow());
        if (tapping != null && !tapping.isEmpty()) {
            long untraced = meters.untraced();
            long told =
                    untracedTold
                            .computeIfAbsent(meters.flow(), _ -> new AtomicLong(untraced))
                            .getAndSet(untraced);
            var tap =
                    new Tap(
                            time.now(),
                            meters.flow(),
                            node,
                            trace.id(),
                            message,
                            Math.max(0, untraced - told));
            tapping.forEach(each -> each.accept(tap));
        }
    }
}

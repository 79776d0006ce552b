package io.serai.observe.run;

import io.serai.flow.FlowPicture;
import io.serai.flow.FlowSource;
import io.serai.observe.Durations;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What is counted and kept of one version of a flow. Thread-safe.
public final class FlowMeters {

    /// Runs that are looked at in a second, as long as [Traces#mayTrace] allows it.
    static final int TRACES = 20;

    /// The same, however much goes on in other flows.
    static final int TRACES_LEAST = 2;

    /// The same, while somebody follows the messages.
    static final int TRACES_TAPPED = 200;

    private final FlowSource source;
    private final FlowPicture picture;
    private final Traces traces;
    private final Map<String, NodeMeter> nodes = new LinkedHashMap<>();
    private final MessageRate rate;
    private final Sampling sampling;
    private final Sampling least;
    private final AtomicLong lastMove;
    private final LongAdder untraced = new LongAdder();
    private final Durations processing = new Durations();
    private final AtomicInteger open = new AtomicInteger();
    private volatile int version;

    FlowMeters(FlowSource source, FlowPicture picture, Traces traces, long now) {
        this.source = source;
        this.picture = picture;
        this.traces = traces;
        picture.nodes().forEach(each -> nodes.put(each.id(), new NodeMeter()));
        rate = new MessageRate(now);
        lastMove = new AtomicLong(now);
        sampling = new Sampling(now);
        least = new Sampling(now);
    }

    public String flow() {
        return source.id();
    }

    public FlowPicture picture() {
        return picture;
    }

    FlowSource source() {
        return source;
    }

    public int version() {
        return version;
    }

    /// Says which version of its flow this is.
    public void number(int version) {
        this.version = version;
    }

    /// By id, in the order of the picture.
    public Map<String, NodeMeter> nodes() {
        return nodes;
    }

    /// The meter of one node.
    ///
    /// @throws IllegalArgumentException when there is none
    public NodeMeter node(String id) {
        NodeMeter meter = nodes.get(id);
        if (meter == null) {
            throw new IllegalArgumentException("no node " + id);
        }
        return meter;
    }

    /// A message has come from outside.
    ///
    /// @param nanos timekeeper nanoseconds
    public void came(long nanos) {
        rate.count(nanos);
    }

    /// A message that came from outside is through.
    ///
    /// @param nanos that it took
    public void processed(long nanos) {
        processing.add(nanos);
    }

    /// How long messages from outside took, from source to end.
    public Durations processing() {
        return processing;
    }

    /// Something goes on in the flow just now.
    ///
    /// @param nanos timekeeper nanoseconds
    public void moved(long nanos) {
        lastMove.lazySet(nanos);
    }

    /// When something began to go on last; saves a look at the clock at every step.
    ///
    /// @return timekeeper nanoseconds
    public long lastMove() {
        return lastMove.get();
    }

    /// Messages a second, over the last five.
    public double rate(long nanos) {
        return rate.perSecond(nanos);
    }

    /// Whether a message that begins now is to be looked at; counts it when it is not.
    public boolean mayTrace(long nanos) {
        boolean isTapped = traces.isTapped(flow());
        if (sampling.take(nanos, isTapped ? TRACES_TAPPED : TRACES)
                && (isTapped || traces.mayTrace(nanos) || least.take(nanos, TRACES_LEAST))) {
            return true;
        }
        untraced.increment();
        return false;
    }

    /// Messages that were not looked at because too many came.
    public long untraced() {
        return untraced.sum();
    }

    /// Whether some run is under way, so that a look for it is worth while.
    public boolean hasOpenRuns() {
        return open.get() > 0;
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }
}

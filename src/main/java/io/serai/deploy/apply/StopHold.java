package io.serai.deploy.apply;

import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;

/// Keeps the inputs of flows that were stopped by hand for a while, so that one that is started again soon
/// misses nothing. For whoever holds the lock of the executor.
public final class StopHold {

    private final Duration limit;
    private final Timekeeper time;
    private final Lock work;
    private final Map<String, Held> held = new HashMap<>();

    private record Held(RunningFlow flow, Timekeeper.Task end) {}

    /// @param limit zero for not at all
    /// @param work held while a time that is over takes effect
    public StopHold(Duration limit, Timekeeper time, Lock work) {
        this.limit = limit;
        this.time = time;
        this.work = work;
    }

    /// Keeps the inputs of a flow that was stopped.
    ///
    /// @param flow paused
    public void hold(RunningFlow flow) {
        if (limit.isZero()) {
            flow.closeUnclaimedSources();
            return;
        }
        keep(flow);
    }

    private void keep(RunningFlow flow) {
        String id = flow.source().id();
        end(id);
        held.put(id, new Held(flow, time.schedule(limit, () -> over(flow))));
    }

    boolean holds(String id) {
        return held.containsKey(id);
    }

    private void over(RunningFlow flow) {
        work.lock();
        try {
            Held now = held.get(flow.source().id());
            if (now != null && now.flow().equals(flow)) {
                end(flow.source().id());
            }
        } finally {
            work.unlock();
        }
    }

    /// A version runs that has taken over all it wants.
    void taken(String id) {
        Held was = held.remove(id);
        if (was != null) {
            was.end().cancel();
        }
    }

    /// Nothing is to be kept any more.
    void end(String id) {
        Held was = held.remove(id);
        if (was != null) {
            was.end().cancel();
            was.flow().closeUnclaimedSources();
        }
    }

    /// A flow that is stopped has another name, and what was kept for it goes along.
    ///
    /// @param next of the new name
    void rename(String from, RunningFlow next) {
        Held was = held.remove(from);
        if (was != null) {
            was.end().cancel();
            keep(next);
        }
    }

    public void endAll() {
        List.copyOf(held.keySet()).forEach(this::end);
    }
}

package io.serai.deploy.versions;

import io.serai.observe.Health;
import io.serai.store.StoreException;
import io.serai.time.Backoff;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// Writes down what has happened to flows, and goes on trying when the store refuses: what runs is known
/// at once and whatever the store does. Thread-safe.
///
/// What came later about the same matter replaces what was to be written, so that there is never more than
/// one write of a kind for each flow.
public final class Unrecorded {

    static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Unrecorded.class);
    private static final String PART = "deploy record";

    private final Timekeeper time;
    private final Health health;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Matter, Runnable> left = new LinkedHashMap<>();
    private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
    private Timekeeper.@Nullable Task retry;
    private boolean failing;

    private record Matter(String flow, String what) {}

    public Unrecorded(Timekeeper time, Health health) {
        this.time = time;
        this.health = health;
    }

    /// Writes now, or as soon as the store takes it.
    ///
    /// @param what of the flow is written
    /// @param write throws [StoreException] when it cannot be; may be called several times
    public void write(String flow, String what, Runnable write) {
        lock.lock();
        try {
            var matter = new Matter(flow, what);
            left.remove(matter);
            left.put(matter, write);
            tryAll();
        } finally {
            lock.unlock();
        }
    }

    private void tryAll() {
        String why = null;
        for (Map.Entry<Matter, Runnable> each : new LinkedHashMap<>(left).entrySet()) {
            try {
                each.getValue().run();
                left.remove(each.getKey());
            } catch (StoreException e) {
                why = String.valueOf(e.getMessage());
            }
        }
        if (why != null) {
            fails(why);
        } else if (failing) {
            failing = false;
            if (retry != null) {
                retry.cancel();
                retry = null;
            }
            backoff.reset();
            health.forget(PART);
            LOG.info("What became of flows is written down again.");
        }
    }

    private void fails(String why) {
        var flows = new TreeSet<String>();
        left.keySet().forEach(each -> flows.add(each.flow()));
        String told =
                "what became of %s is not written down: %s It is tried again, every %d s at last; a restart before would forget it."
                        .formatted(String.join(", ", flows), why, LONGEST_RETRY.toSeconds());
        failing = true;
        health.down(PART, told);
        if (retry == null) {
            LOG.warn("{}", told);
            retry = time.schedule(backoff.next(), this::again);
        }
    }

    private void again() {
        lock.lock();
        try {
            retry = null;
            tryAll();
        } finally {
            lock.unlock();
        }
    }
}

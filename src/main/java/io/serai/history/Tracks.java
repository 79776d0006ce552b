package io.serai.history;

import io.serai.observe.Counters;
import io.serai.store.SeriesPoint;
import io.serai.store.SeriesStore;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps the values that come of each series, as far as they are to be kept, and tells who follows. Thread-safe.
final class Tracks {

    /// Owners know it by this name.
    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    static final int MOST_SERIES = 1000;

    private static final String SKIPPED = "history.skipped";
    private static final String DROPPED = "history.dropped";
    private static final String VALUES = "values";

    private final SeriesStore store;
    private final Timekeeper time;
    private final Counters counters;
    private final List<SeriesListener> listeners = new CopyOnWriteArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Track> tracks = new HashMap<>();
    private final Map<String, Boolean> kinds;
    private boolean toldMost;
    private boolean closed;

    Tracks(SeriesStore store, Timekeeper time, Counters counters) {
        this.store = store;
        this.time = time;
        this.counters = counters;
        kinds = kinds(store);
    }

    /// What is to be kept of each series is another matter from now on.
    void clear() {
        lock.lock();
        try {
            tracks.clear();
        } finally {
            lock.unlock();
        }
    }

    private static Map<String, Boolean> kinds(SeriesStore store) {
        try {
            return new HashMap<>(store.kinds());
        } catch (StoreException _) {
            return new HashMap<>(); // the store says why; each series is asked for as it comes
        }
    }

    /// Something has come that is no value of its series.
    void skip() {
        counters.add(SKIPPED, VALUES);
    }

    /// A value has come.
    ///
    /// @param unit of the series, if it is a new one
    /// @param kept the broker has kept it from before: that it is there is no news when it is known
    void take(HistoryEntry entry, String name, String unit, Object value, boolean kept) {
        lock.lock();
        try {
            Track track = closed ? null : track(entry, name, unit, value);
            if (track == null || (kept && track.isKept(value))) {
                return;
            }
            if (track.isState == value instanceof Double) {
                skip();
                return;
            }
            long now = time.now().toEpochMilli();
            if (value instanceof Double number) {
                store.sum(name, now, number);
            }
            for (SeriesPoint point : track.take(value, now)) {
                if (!store.add(name, point)) {
                    counters.add(DROPPED, VALUES);
                }
                listeners.forEach(each -> each.kept(name, point));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Null when there may be no more series.
    private @Nullable Track track(HistoryEntry entry, String name, String unit, Object first) {
        Track known = tracks.get(name);
        if (known != null) {
            return known;
        }
        Boolean before = kinds.get(name);
        if (before == null && kinds.size() >= MOST_SERIES) {
            counters.add(DROPPED, VALUES);
            if (!toldMost) {
                toldMost = true;
                LOG.warn(
                        "history: there are {} series, which is the most; \"{}\" and others are not kept."
                                + " Make the filters in {} narrower.",
                        MOST_SERIES,
                        name,
                        HistoryFile.NAME);
            }
            return null;
        }
        boolean isState = before != null ? before : !(first instanceof Double);
        kinds.put(name, isState);
        store.declare(name, unit, isState);
        var track = new Track(name, isState, entry.deadband(), entry.gap());
        tracks.put(name, track);
        return track;
    }

    /// Of each series, how long it may be silent, if the file says so.
    Map<String, Optional<Duration>> gaps() {
        Map<String, Optional<Duration>> gaps = new HashMap<>();
        lock.lock();
        try {
            tracks.forEach((name, track) -> gaps.put(name, track.gap));
            return gaps;
        } finally {
            lock.unlock();
        }
    }

    Runnable follow(SeriesListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// Nothing is kept from now on.
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}

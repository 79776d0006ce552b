package io.serai.history;

import io.serai.device.DeviceEvent;
import io.serai.device.DeviceSubscription;
import io.serai.device.Devices;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceKind;
import io.serai.observe.Counters;
import io.serai.store.SeriesFacts;
import io.serai.store.SeriesStore;
import io.serai.store.StoreException;
import io.serai.time.Timekeeper;
import io.serai.topic.TopicValue;
import io.serai.topic.TopicWatch;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps what the topics and devices of `history.yaml` say, and tells it again. Thread-safe.
public final class History implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private static final Duration FLUSH = Duration.ofSeconds(2);
    private static final Duration ALIVE = Duration.ofMinutes(1);
    private static final Duration TIDY = Duration.ofMinutes(10);

    private final SeriesStore store;
    private final TopicWatch topics;
    private final Devices devices;
    private final Timekeeper time;
    private final List<Timekeeper.Task> tasks = new ArrayList<>();
    private final Tracks tracks;

    private final ReentrantLock lock = new ReentrantLock();
    private HistoryFile file = HistoryFile.EMPTY;
    private List<TopicWatch.Watch> watches = List.of();
    private @Nullable DeviceSubscription listening;
    private boolean closed;

    /// @param store closed with this
    public History(
            SeriesStore store,
            TopicWatch topics,
            Devices devices,
            Timekeeper time,
            Counters counters) {
        this.store = store;
        this.topics = topics;
        this.devices = devices;
        this.time = time;
        care(() -> {
            Long before = store.lastAlive();
            if (before != null) {
                store.interrupt(before);
            }
        });
        tracks = new Tracks(store, time, counters);
        care(() -> store.alive(now()));
        tasks.add(time.scheduleEvery(FLUSH, FLUSH, store::flush));
        tasks.add(time.scheduleEvery(ALIVE, ALIVE, () -> care(() -> store.alive(now()))));
        tasks.add(time.scheduleEvery(ALIVE, TIDY, () -> care(() -> store.tidy(now()))));
        tasks.add(time.scheduleEvery(Track.HEARTBEAT, Track.HEARTBEAT, this::takeAllDevices));
    }

    private static void care(Runnable work) {
        try {
            work.run();
        } catch (StoreException e) {
            LOG.warn("{} It is tried again.", e.getMessage());
        }
    }

    private long now() {
        return time.now().toEpochMilli();
    }

    /// Keeps what `next` asks for from now on, in which nothing is wrong. What was kept stays.
    public void change(HistoryFile next) {
        List<TopicWatch.Watch> former;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            file = next;
            tracks.clear();
            former = watches;
        } finally {
            lock.unlock();
        }
        List<TopicWatch.Watch> fresh = new ArrayList<>();
        for (HistoryEntry each : next.entries()) {
            if (each.source() instanceof HistoryEntry.Topics from) {
                fresh.add(
                        topics.follow(
                                from.filter(), (value, kept) -> heard(each, from, value, kept)));
                topics.values(from.filter()).forEach(value -> heard(each, from, value, true));
            }
        }
        lock.lock();
        try {
            if (closed) {
                former = fresh;
            } else {
                watches = List.copyOf(fresh);
                if (listening == null) {
                    listening = devices.listen("*", this::changed);
                }
            }
        } finally {
            lock.unlock();
        }
        former.forEach(TopicWatch.Watch::close);
        takeAllDevices();
    }

    private void heard(
            HistoryEntry entry, HistoryEntry.Topics from, TopicValue value, boolean kept) {
        Optional<Object> found =
                value.isCut()
                        ? Optional.empty()
                        : value.text()
                                .flatMap(text ->
                                        from.path().isEmpty()
                                                ? Values.of(text, entry.kind())
                                                : from.path()
                                                        .get()
                                                        .in(text)
                                                        .flatMap(node ->
                                                                Values.of(node, entry.kind())));
        if (found.isEmpty()) {
            tracks.skip();
            return;
        }
        tracks.take(entry, entry.nameFor(value.topic()), entry.unit(), found.get(), kept);
    }

    private void changed(DeviceEvent event) {
        take(event.deviceId(), Values.of(event.value()));
    }

    private void takeAllDevices() {
        for (DeviceDefinition each : devices.definitions()) {
            devices.lastValue(each.id()).ifPresent(value -> take(each.id(), Values.of(value)));
        }
    }

    private void take(String device, Object value) {
        Optional<DeviceDefinition> definition = devices.find(device);
        for (HistoryEntry each : entries()) {
            if (each.source() instanceof HistoryEntry.FromDevices from
                    && from.has(device)
                    && definition.isPresent()) {
                DeviceDefinition is = definition.get();
                boolean isNumber = is.kind() == DeviceKind.SENSOR || is.kind() == DeviceKind.LEVEL;
                if (isNumber == value instanceof Double) {
                    tracks.take(
                            each,
                            each.nameForDevice(device),
                            each.unit().isEmpty() ? is.unit() : each.unit(),
                            value,
                            false);
                }
            }
        }
    }

    private List<HistoryEntry> entries() {
        lock.lock();
        try {
            return file.entries();
        } finally {
            lock.unlock();
        }
    }

    /// Every series there is.
    ///
    /// @throws StoreException when they cannot be read
    public List<SeriesFacts> series() {
        return store.all();
    }

    /// What some series were.
    ///
    /// @throws IllegalArgumentException when there is no series of a name, or the range is none
    /// @throws StoreException when they cannot be read
    public HistoryAnswer ask(Collection<String> names, HistoryRange range) {
        return new HistoryQuery(store, tracks.gaps()).answer(names, range);
    }

    /// Tells `listener` what is kept from now on, until it is closed.
    public Runnable follow(SeriesListener listener) {
        return tracks.follow(listener);
    }

    /// Writes what is not written yet. Idempotent.
    @Override
    public void close() {
        List<TopicWatch.Watch> open;
        DeviceSubscription subscription;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            open = watches;
            subscription = listening;
        } finally {
            lock.unlock();
        }
        tracks.close();
        tasks.forEach(Timekeeper.Task::cancel);
        open.forEach(TopicWatch.Watch::close);
        if (subscription != null) {
            subscription.close();
        }
        care(() -> {
            store.interrupt(now());
            store.alive(now());
        });
        store.close();
    }
}

package io.serai.node.device;

import io.serai.device.DeviceControl;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// What listens to devices for all flows. It stays while one version of a flow takes the place of another,
/// so that no event is missed and none comes twice. Thread-safe.
public final class DeviceInputs {

    private final DeviceControl devices;
    private final Timekeeper time;
    private final Counters counters;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<DeviceInput> open = new ArrayList<>();

    /// Those that wait for another version of their flow.
    private final List<DeviceInput> suspended = new ArrayList<>();

    /// Those of routes that the version before did not have, or called otherwise; what they work for.
    private final Map<DeviceInput, DeviceInput.Version> undecided = new LinkedHashMap<>();

    public DeviceInputs(DeviceControl devices, Timekeeper time, Counters counters) {
        this.devices = devices;
        this.time = time;
        this.counters = counters;
    }

    /// Events that wait before the endpoints of a flow.
    public long waiting(String flow) {
        lock.lock();
        try {
            return of(flow, open).stream().mapToLong(DeviceInput::waiting).sum();
        } finally {
            lock.unlock();
        }
    }

    /// Brings the events of a device to `version` of a route, those first that the version before has left.
    /// A route that the version before did not have waits for [#closeUnclaimed]: it may be an old one
    /// under another name.
    ///
    /// @param device an id, or `*` for all
    /// @param version to be given to [#close] again
    /// @throws io.serai.device.spi.DeviceException when there is no such device
    void open(String flow, String route, String device, DeviceInput.Version version) {
        lock.lock();
        try {
            List<DeviceInput> left =
                    of(flow, suspended).stream()
                            .filter(each -> each.device().equals(device))
                            .toList();
            for (DeviceInput each : left) {
                if (each.route().equals(route)) {
                    each.attach(route, version);
                    suspended.remove(each);
                    return;
                }
            }
            var fresh = new DeviceInput(flow, route, device, devices, time, counters);
            open.add(fresh);
            if (left.isEmpty()) {
                fresh.attach(route, version);
            } else {
                undecided.put(fresh, version);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The endpoint that works by `version` stops. What brings it events is closed, unless it waits for
    /// another version.
    ///
    /// @param limit for what is in work
    void close(DeviceInput.Version version, Duration limit) {
        DeviceInput mine;
        boolean waits;
        lock.lock();
        try {
            mine =
                    open.stream()
                            .filter(each ->
                                    each.worksFor(version) || version.equals(undecided.get(each)))
                            .findFirst()
                            .orElse(null);
            if (mine == null) {
                return;
            }
            waits = suspended.contains(mine);
            undecided.remove(mine);
            if (!waits) {
                open.remove(mine);
            }
        } finally {
            lock.unlock();
        }
        if (waits) {
            var _ = mine.detach(limit);
        } else {
            drop(mine, limit);
        }
    }

    private void drop(DeviceInput input, Duration limit) {
        for (int i = input.close(limit); i > 0; i--) {
            counters.add(DeviceInput.DROPPED, input.flow());
        }
    }

    /// Lets the endpoints of a flow begin with no further event; what comes waits for the next version of
    /// the flow, or this one started again. Returns at once.
    public void suspend(String flow) {
        lock.lock();
        try {
            for (DeviceInput each : of(flow, open)) {
                if (!suspended.contains(each) && !undecided.containsKey(each)) {
                    suspended.add(each);
                    each.suspend();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the endpoints of a suspended flow have ended what they had in work. What has not ended
    /// within `limit` is interrupted and begun again by the next version.
    ///
    /// @return whether everything ended by itself
    public boolean awaitQuiet(String flow, Duration limit) {
        List<DeviceInput> waited;
        lock.lock();
        try {
            waited = of(flow, suspended);
        } finally {
            lock.unlock();
        }
        long deadline = time.nanos() + limit.toNanos();
        boolean quiet = true;
        for (DeviceInput each : waited) {
            quiet &= each.detach(Duration.ofNanos(Math.max(1, deadline - time.nanos())));
        }
        return quiet;
    }

    /// Gives what listens for a suspended flow, and what waits there, to another one.
    public void rename(String from, String to) {
        lock.lock();
        try {
            of(from, open).forEach(each -> each.rename(to));
        } finally {
            lock.unlock();
        }
    }

    /// Ends what no version of a flow took over. A route that is new gets what an old one has left of the
    /// same device: its name may be another each time, as a kamelet's is.
    public void closeUnclaimed(String flow) {
        List<DeviceInput> unclaimed = new ArrayList<>();
        List<DeviceInput> needless = new ArrayList<>();
        lock.lock();
        try {
            unclaimed.addAll(of(flow, suspended));
            new LinkedHashMap<>(undecided)
                    .forEach((fresh, version) -> {
                        if (fresh.flow().equals(flow)) {
                            undecided.remove(fresh);
                            decide(fresh, version, unclaimed).ifPresent(needless::add);
                        }
                    });
            suspended.removeAll(unclaimed);
            open.removeAll(unclaimed);
        } finally {
            lock.unlock();
        }
        needless.forEach(each -> each.close(Duration.ZERO));
        unclaimed.forEach(each -> drop(each, Duration.ZERO));
    }

    /// @return `fresh` when an old one does its work
    private Optional<DeviceInput> decide(
            DeviceInput fresh, DeviceInput.Version version, List<DeviceInput> unclaimed) {
        Optional<DeviceInput> left =
                unclaimed.stream().filter(each -> each.device().equals(fresh.device())).findFirst();
        if (left.isEmpty()) {
            fresh.attach(fresh.route(), version);
            return Optional.empty();
        }
        left.get().attach(fresh.route(), version);
        unclaimed.remove(left.get());
        suspended.remove(left.get());
        open.remove(fresh);
        return Optional.of(fresh);
    }

    private static List<DeviceInput> of(String flow, List<DeviceInput> some) {
        return some.stream().filter(each -> each.flow().equals(flow)).toList();
    }
}

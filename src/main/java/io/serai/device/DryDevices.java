package io.serai.device;

import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DeviceValue;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The devices of the house for flows that run dry: they read what there is, and what they set is
/// remembered and told among themselves, while the device is left alone. Thread-safe.
///
/// Of an output counts what was set last, by a flow that runs dry or one that does not. A device that was
/// set by hand keeps that value, as its generator would have stopped.
public final class DryDevices implements DeviceControl, AutoCloseable {

    private final Devices devices;
    private final Timekeeper time;
    private final Listeners listeners;
    private final DeviceSubscription real;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Pretended> pretended = new HashMap<>();

    /// @param kind of the device when it was set; another kind is another device
    private record Pretended(DeviceKind kind, DeviceValue value, boolean byHand) {}

    public DryDevices(Devices devices, Timekeeper time, Counters counters) {
        this.devices = devices;
        this.time = time;
        listeners = new Listeners(time, counters);
        real = devices.listen(Listeners.EVERY_DEVICE, this::changed);
    }

    /// The device itself has another value.
    private void changed(DeviceEvent event) {
        lock.lock();
        try {
            Pretended now = pretended(event.deviceId());
            if (now != null && now.byHand()) {
                return;
            }
            pretended.remove(event.deviceId());
            if (now == null || !now.value().equals(event.value())) {
                listeners.tell(event);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Pretended pretended(String id) {
        Pretended found = pretended.get(id);
        return found != null
                        && devices.find(id)
                                .filter(there -> there.kind() == found.kind())
                                .isPresent()
                ? found
                : null;
    }

    @Override
    public DeviceDefinition definition(String id) {
        return devices.definition(id);
    }

    @Override
    public Optional<DeviceDefinition> find(String id) {
        return devices.find(id);
    }

    @Override
    public DeviceValue read(String id) {
        lock.lock();
        try {
            Pretended found = pretended(id);
            if (found != null) {
                return found.value();
            }
        } finally {
            lock.unlock();
        }
        return devices.read(id);
    }

    @Override
    public void write(String id, DeviceValue value) {
        DeviceDefinition definition = devices.definition(id);
        pretend(definition, FittingValue.accept(definition, value), false);
    }

    @Override
    public void simulate(String id, DeviceValue value) {
        DeviceDefinition definition = devices.definition(id);
        devices.requireSettable(id);
        pretend(definition, FittingValue.acceptSimulated(definition, value), true);
    }

    private void pretend(DeviceDefinition definition, DeviceValue value, boolean byHand) {
        String id = definition.id();
        lock.lock();
        try {
            Pretended was = pretended(id);
            Optional<DeviceValue> before =
                    was == null ? devices.lastValue(id) : Optional.of(was.value());
            boolean stays = byHand || (was != null && was.byHand());
            pretended.put(id, new Pretended(definition.kind(), value, stays));
            if (!Optional.of(value).equals(before)) {
                listeners.tell(new DeviceEvent(id, value, time.now()));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DeviceSubscription listen(String idOrStar, Consumer<DeviceEvent> listener) {
        if (!idOrStar.equals(Listeners.EVERY_DEVICE)) {
            devices.definition(idOrStar);
        }
        return listeners.add(idOrStar, listener);
    }

    /// Idempotent.
    @Override
    public void close() {
        real.close();
        listeners.close();
    }
}

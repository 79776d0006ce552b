package io.serai.device;

import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DeviceValue;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// What a device last had, and the one opening of it whose word counts. Tells each change once, in order.
/// Never blocks, so a driver may report from any thread. Thread-safe.
final class LastValue {

    private final String deviceId;
    private final Timekeeper time;
    private final Consumer<DeviceEvent> events;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable DeviceValue value;
    private @Nullable Instant at;
    private @Nullable DeviceOpening trusted;

    LastValue(String deviceId, DeviceKind kind, Timekeeper time, Consumer<DeviceEvent> events) {
        this.deviceId = deviceId;
        this.time = time;
        this.events = events;
        this.value = rest(kind);
    }

    /// What an output has when nobody has set it; null for what only reads.
    private static @Nullable DeviceValue rest(DeviceKind kind) {
        return switch (kind) {
            case SWITCH -> DeviceValue.OFF;
            case LEVEL -> new DeviceValue.Number(0);
            case SENSOR, INPUT -> null;
        };
    }

    Optional<DeviceValue> get() {
        lock.lock();
        try {
            return Optional.ofNullable(value);
        } finally {
            lock.unlock();
        }
    }

    /// When it last had a value, the same one as before included.
    Optional<Instant> at() {
        lock.lock();
        try {
            return Optional.ofNullable(at);
        } finally {
            lock.unlock();
        }
    }

    /// Believes `opening` from now on and no other; null for none.
    void trust(@Nullable DeviceOpening opening) {
        lock.lock();
        try {
            trusted = opening;
        } finally {
            lock.unlock();
        }
    }

    void set(DeviceOpening by, DeviceValue newValue) {
        lock.lock();
        try {
            if (by.equals(trusted)) {
                tell(newValue);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The device is another one from now on. An output is off then; what a sensor or an input had counts
    /// until it has something else, so that a door that stays open is not opened anew.
    void redefine(DeviceKind was, DeviceKind now) {
        lock.lock();
        try {
            DeviceValue rest = rest(now);
            if (rest != null) {
                tell(rest);
            } else if (was != now) {
                value = null;
                at = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(DeviceValue newValue) {
        Instant now = time.now();
        at = now;
        if (!newValue.equals(value)) {
            value = newValue;
            events.accept(new DeviceEvent(deviceId, newValue, now));
        }
    }
}

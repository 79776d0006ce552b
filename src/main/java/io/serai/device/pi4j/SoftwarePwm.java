package io.serai.device.pi4j;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/// A level on any pin, switched on and off as often a second as `frequency` says. Nothing ticks at 0
/// and at 100 percent. Thread-safe: the timekeeper and a caller meet here.
final class SoftwarePwm implements OpenDevice {

    private final ReentrantLock lock = new ReentrantLock();
    private final Pin pin;
    private final Duration period;
    private final Timekeeper time;
    private Timekeeper.@Nullable Task ticking;
    private double percent;
    private long cycle;

    SoftwarePwm(Pin pin, int frequency, Timekeeper time) {
        this.pin = pin;
        this.period = Duration.ofSeconds(1).dividedBy(frequency);
        this.time = time;
    }

    @Override
    public DeviceValue read() {
        throw new DeviceException("cannot be read: it is an output.");
    }

    @Override
    public void write(DeviceValue value) {
        lock.lock();
        try {
            percent = Percent.of(value);
            if (percent > 0 && percent < 100) {
                if (ticking == null) {
                    ticking = time.scheduleEvery(Duration.ZERO, period, this::beginCycle);
                }
            } else {
                stopTicking();
                pin.set(percent > 0);
            }
        } finally {
            lock.unlock();
        }
    }

    private void beginCycle() {
        lock.lock();
        try {
            if (ticking == null) {
                return;
            }
            cycle++;
            long thisCycle = cycle;
            time.schedule(
                    Duration.ofNanos(Math.round(period.toNanos() * percent / 100)),
                    () -> endPulse(thisCycle));
            pin.set(true);
        } finally {
            lock.unlock();
        }
    }

    /// A pulse that ends late must not cut the next one.
    private void endPulse(long ofCycle) {
        lock.lock();
        try {
            if (ticking != null && cycle == ofCycle) {
                pin.set(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private void stopTicking() {
        if (ticking != null) {
            ticking.cancel();
            ticking = null;
        }
    }

    @Override
    public String place() {
        return pin.place() + ", software PWM";
    }

    @Override
    public void close() {
        lock.lock();
        try {
            stopTicking();
            pin.close();
        } finally {
            lock.unlock();
        }
    }
}

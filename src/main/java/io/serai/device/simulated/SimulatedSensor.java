package io.serai.device.simulated;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;
import io.serai.device.spi.ValueRange;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/// A sensor whose values come from a curve, one each step of time, until one is set by hand.
/// Thread-safe: the timekeeper and a caller may meet here.
final class SimulatedSensor implements OpenDevice.Generated {

    private final ReentrantLock lock = new ReentrantLock();
    private final GeneratorBinding binding;
    private final SimulationServices surroundings;
    private final Random random;
    private final long startNanos;
    private double level;
    private DeviceValue.Number value;
    private Timekeeper.@Nullable Task ticking;
    private volatile boolean byHand;
    private boolean closed;

    private SimulatedSensor(GeneratorBinding binding, SimulationServices surroundings) {
        this.binding = binding;
        this.surroundings = surroundings;
        this.startNanos = surroundings.time().nanos();
        this.random =
                new Random(
                        binding.curve() instanceof Curve.RandomWalk walk
                                ? walk.seed()
                                : surroundings.deviceId().hashCode());
        this.level =
                switch (binding.curve()) {
                    case Curve.RandomWalk walk -> walk.from();
                    case Curve.Fill fill -> fill.from();
                    case Curve.Constant constant -> constant.value();
                    case Curve.Daylight _, Curve.Sine _ -> binding.range().min();
                };
        this.value = shaped();
    }

    static SimulatedSensor start(GeneratorBinding binding, SimulationServices surroundings) {
        var sensor = new SimulatedSensor(binding, surroundings);
        sensor.begin();
        return sensor;
    }

    private void begin() {
        lock.lock();
        try {
            byHand = false;
            surroundings.port().changed(value);
            if (!(binding.curve() instanceof Curve.Constant) || binding.noise() > 0) {
                Duration every = binding.every();
                ticking = surroundings.time().scheduleEvery(every, every, this::tick);
            }
        } finally {
            lock.unlock();
        }
    }

    private void tick() {
        lock.lock();
        try {
            if (!byHand && !closed) {
                advance();
                value = shaped();
                surroundings.port().changed(value);
            }
        } finally {
            lock.unlock();
        }
    }

    private void advance() {
        ValueRange range = binding.range();
        switch (binding.curve()) {
            case Curve.RandomWalk walk ->
                    level = range.clamp(level + (random.nextDouble() * 2 - 1) * walk.step());
            case Curve.Fill fill -> {
                double perStep = range.width() * binding.every().toNanos();
                level =
                        range.clamp(
                                surroundings.isOn(fill.switchId())
                                        ? level + perStep / fill.fillsIn().toNanos()
                                        : level - perStep / fill.emptiesIn().toNanos());
            }
            case Curve.Constant _, Curve.Daylight _, Curve.Sine _ -> {
                // These depend on the time alone.
            }
        }
    }

    private DeviceValue.Number shaped() {
        ValueRange range = binding.range();
        double exact =
                switch (binding.curve()) {
                    case Curve.Constant _, Curve.RandomWalk _, Curve.Fill _ -> level;
                    case Curve.Daylight(Duration period) ->
                            range.min()
                                    + range.width()
                                            * Math.max(
                                                    0,
                                                    -Math.cos(
                                                            2
                                                                    * Math.PI
                                                                    * surroundings.phase(period)));
                    case Curve.Sine(Duration period) ->
                            range.min() + range.width() * (0.5 + 0.5 * Math.sin(turns(period)));
                };
        double noisy =
                binding.noise() == 0
                        ? exact
                        : exact + (random.nextDouble() * 2 - 1) * binding.noise();
        return new DeviceValue.Number(range.clamp(rounded(range.clamp(noisy))));
    }

    private double turns(Duration period) {
        long elapsed = surroundings.time().nanos() - startNanos;
        return 2 * Math.PI * elapsed / period.toNanos();
    }

    private double rounded(double exact) {
        return BigDecimal.valueOf(exact)
                .setScale(binding.decimals(), RoundingMode.HALF_UP)
                .doubleValue();
    }

    @Override
    public DeviceValue read() {
        lock.lock();
        try {
            return value;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(DeviceValue newValue) {
        throw new DeviceException("cannot be written: it is a sensor.");
    }

    @Override
    public void set(DeviceValue newValue) {
        if (!(newValue instanceof DeviceValue.Number number)) {
            throw new DeviceException("takes a number, not %s.".formatted(newValue));
        }
        lock.lock();
        try {
            byHand = true;
            stop();
            value = number;
            surroundings.port().changed(number);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isByHand() {
        return byHand;
    }

    /// Goes on where the curve was left, or where the time has brought it meanwhile.
    @Override
    public void resume() {
        lock.lock();
        try {
            if (byHand && !closed) {
                value = shaped();
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String place() {
        return "generated";
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            stop();
        } finally {
            lock.unlock();
        }
    }

    private void stop() {
        if (ticking != null) {
            ticking.cancel();
        }
    }
}

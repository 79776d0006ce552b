package io.serai.device.pi4j;

import com.pi4j.io.i2c.I2C;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// One reading of one chip. Naming a register and reading it are two transfers, so whoever talks to a
/// chip has its whole bus.
final class I2cSensor implements OpenDevice {

    private static final Duration BUS_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration FIRST_READING_TIMEOUT = Duration.ofSeconds(1);

    private final PiContext context;
    private final I2C i2c;
    private final PiBinding.I2cSensor binding;
    private final ReentrantLock bus;
    private final CountDownLatch firstReading = new CountDownLatch(1);
    private boolean closed;

    private I2cSensor(PiContext context, I2C i2c, PiBinding.I2cSensor binding, ReentrantLock bus) {
        this.context = context;
        this.i2c = i2c;
        this.binding = binding;
        this.bus = bus;
    }

    static I2cSensor open(
            PiContext context,
            String id,
            PiBinding.I2cSensor binding,
            ReentrantLock bus,
            Timekeeper time) {
        I2C i2c =
                context.call(
                        "be opened",
                        pi4j ->
                                pi4j.create(
                                        I2C.newConfigBuilder(pi4j)
                                                .id(id)
                                                .bus(binding.bus())
                                                .device(binding.address())
                                                .build()));
        var sensor = new I2cSensor(context, i2c, binding, bus);
        try {
            sensor.withBus(
                    "be set up",
                    chip -> {
                        binding.chip().prepare(chip);
                        return chip;
                    });
        } catch (DeviceException e) {
            sensor.closeAfter(e);
            throw e;
        }
        time.schedule(binding.chip().firstReadingAfter(), sensor.firstReading::countDown);
        return sensor;
    }

    private void closeAfter(DeviceException failure) {
        try {
            close();
        } catch (DeviceException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public DeviceValue read() {
        awaitFirstReading();
        double reading = withBus("be read", binding.chip()::measure);
        return new DeviceValue.Number(reading * binding.scale() + binding.offset());
    }

    private void awaitFirstReading() {
        if (binding.chip().firstReadingAfter().isZero()) {
            return;
        }
        try {
            if (!firstReading.await(FIRST_READING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DeviceException("is still taking its first reading. Ask again.");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private <T> T withBus(String aim, Function<I2C, T> work) {
        try {
            if (!bus.tryLock(BUS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DeviceException(
                        "cannot %s: I2C bus %d has been busy for %d s. Check what else is on it."
                                .formatted(aim, binding.bus(), BUS_TIMEOUT.toSeconds()));
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            return context.call("%s at %s".formatted(aim, place()), _ -> work.apply(i2c));
        } finally {
            bus.unlock();
        }
    }

    private static DeviceException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new DeviceException("was interrupted while it waited for its bus.", e);
    }

    @Override
    public void write(DeviceValue value) {
        throw new DeviceException("cannot be written: it is a sensor.");
    }

    @Override
    public String place() {
        return "%s at I2C %d/0x%02x"
                .formatted(binding.chip().name(), binding.bus(), binding.address());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.call(
                    "be closed",
                    pi4j -> {
                        pi4j.shutdown(i2c);
                        return i2c;
                    });
        }
    }
}

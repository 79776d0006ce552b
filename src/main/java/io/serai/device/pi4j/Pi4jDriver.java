package io.serai.device.pi4j;

import com.pi4j.context.Context;

import io.serai.device.spi.DeviceBinding;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DevicePort;
import io.serai.device.spi.OpenDevice;
import io.serai.device.spi.ValueRange;
import io.serai.time.Timekeeper;
import io.serai.yaml.Section;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Reaches the pins and I2C buses of this machine. Make one for a process. Thread-safe.
public final class Pi4jDriver implements DeviceDriver {

    private final Timekeeper time;
    private final DeviceFiles files;
    private final PiContext context;
    private final Map<Integer, ReentrantLock> buses = new ConcurrentHashMap<>();

    public Pi4jDriver(Timekeeper time) {
        this(time, new DeviceFiles(Path.of("/")));
    }

    private Pi4jDriver(Timekeeper time, DeviceFiles files) {
        this(time, files, () -> PiContext.ofThisMachine(files));
    }

    Pi4jDriver(Timekeeper time, DeviceFiles files, Supplier<Context> maker) {
        this.time = time;
        this.files = files;
        this.context = new PiContext(maker);
    }

    @Override
    public String name() {
        return "pi4j";
    }

    @Override
    public boolean isPreferredHere() {
        return files.isRaspberryPi();
    }

    @Override
    public boolean needsBinding() {
        return true;
    }

    @Override
    public DeviceBinding bind(DeviceKind kind, ValueRange range, Section section) {
        return PiBindingReader.read(kind, section);
    }

    @Override
    public OpenDevice open(DeviceDefinition definition, DeviceBinding binding, DevicePort port) {
        String id = definition.id();
        return switch ((PiBinding) binding) {
            case PiBinding.Input input -> {
                files.requirePins();
                yield PinInput.open(context, id, input, port);
            }
            case PiBinding.Output output -> {
                files.requirePins();
                yield new PinOutput(Pin.open(context, id, output.pin(), output.inverted()));
            }
            case PiBinding.SoftwarePwm pwm -> {
                files.requirePins();
                yield new SoftwarePwm(
                        Pin.open(context, id, pwm.pin(), pwm.inverted()), pwm.frequency(), time);
            }
            case PiBinding.HardwarePwm pwm -> {
                files.requirePwm();
                yield HardwarePwm.open(context, id, pwm);
            }
            case PiBinding.I2cSensor sensor -> {
                files.requireBus(sensor.bus());
                yield I2cSensor.open(
                        context,
                        id,
                        sensor,
                        buses.computeIfAbsent(sensor.bus(), _ -> new ReentrantLock()),
                        time);
            }
        };
    }

    @Override
    public void close() {
        context.close();
    }
}

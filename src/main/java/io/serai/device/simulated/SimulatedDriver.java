package io.serai.device.simulated;

import io.serai.device.spi.DeviceBinding;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DevicePort;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;
import io.serai.device.spi.ValueRange;
import io.serai.time.Timekeeper;
import io.serai.yaml.Section;

import java.time.ZoneId;

/// Takes every device that nothing else takes. Sensors follow a generator in the time of the
/// timekeeper, outputs keep what they are set to. Thread-safe.
public final class SimulatedDriver implements DeviceDriver {

    private final Timekeeper time;
    private final ZoneId zone;

    /// @param zone where noon is, for generator `daylight`
    public SimulatedDriver(Timekeeper time, ZoneId zone) {
        this.time = time;
        this.zone = zone;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public boolean isPreferredHere() {
        return false;
    }

    @Override
    public boolean needsBinding() {
        return false;
    }

    @Override
    public DeviceBinding bind(DeviceKind kind, ValueRange range, Section section) {
        return switch (kind) {
            case SENSOR -> GeneratorReader.read(range, section);
            case INPUT ->
                    new StateBinding(new DeviceValue.OnOff(section.onOff("value").orElse(false)));
            case SWITCH -> new StateBinding(DeviceValue.OFF);
            case LEVEL -> new StateBinding(new DeviceValue.Number(0));
        };
    }

    @Override
    public OpenDevice open(DeviceDefinition definition, DeviceBinding binding, DevicePort port) {
        return switch ((SimulatedBinding) binding) {
            case StateBinding(var initial) -> new SimulatedState(initial, port);
            case GeneratorBinding generator ->
                    SimulatedSensor.start(
                            generator, new SimulationServices(definition.id(), time, zone, port));
        };
    }

    @Override
    public void close() {
        // Holds nothing: each device ends its own generator.
    }
}

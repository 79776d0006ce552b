package io.serai.device;

import io.serai.yaml.Section;

/// A driver whose outputs are left alone: they are neither opened nor set, and count as what they are set
/// to. What only reads works as ever.

public final class DryDriver implements DeviceDriver {

    private final DeviceDriver driver;

    /// @param driver closed with this
    public DryDriver(DeviceDriver driver) {
        this.driver = driver;
    }

    @Override
    public String name() {
        return driver.name();
    }

    @Override
    public boolean isPreferredHere() {
        return driver.isPreferredHere();
    }

    @Override
    public boolean needsBinding() {
        return driver.needsBinding();
    }

    @Override
    public DeviceBinding bind(DeviceKind kind, ValueRange range, Section section) {
        return driver.bind(kind, range, section);
    }

    @Override
    public OpenDevice open(DeviceDefinition definition, DeviceBinding binding, DevicePort port) {
        return definition.kind().isOutput()
                ? new DryOutput()
                : driver.open(definition, binding, port);
    }

    @Override
    public void close() {
        driver.close();
    }

    private static final class DryOutput implements OpenDevice {

        @Override
        public DeviceValue read() {
            throw new DeviceException("is an output and left alone, because all flows run dry.");
        }

        @Override
        public void write(DeviceValue value) {
            // That it was set is remembered by the device.
        }

        @Override
        public String place() {
            return "nowhere, all flows run dry";
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}

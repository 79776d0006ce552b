package io.serai.device.spi;

import io.serai.yaml.Section;

/// A driver that is another one but for what a subclass changes.
public abstract class ForwardingDriver implements DeviceDriver {

    private final DeviceDriver driver;

    /// @param driver closed with this
    public ForwardingDriver(DeviceDriver driver) {
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
        return driver.open(definition, binding, port);
    }

    @Override
    public void close() {
        driver.close();
    }
}

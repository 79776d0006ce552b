package io.serai.device.spi;

import io.serai.yaml.Section;

/// A way to reach devices. Thread-safe.

public interface DeviceDriver extends AutoCloseable {

    /// The key of its bindings in `devices.yaml`.
    String name();

    /// Whether provider `auto` picks this driver, here, for a device that has a binding for it.
    boolean isPreferredHere();

    /// Whether it reaches only devices that say where they are. One that needs no binding takes every
    /// device no other driver takes.
    boolean needsBinding();

    /// Reads the binding of a device. What is wrong is noted in `section`, and the device is then not
    /// used, so any value will do for what could not be read.
    DeviceBinding bind(DeviceKind kind, ValueRange range, Section section);

    /// Makes a device ready; outputs are off afterwards.
    ///
    /// @param binding what [#bind] made for this device
    /// @throws DeviceException when it cannot be reached; nothing is left open then
    OpenDevice open(DeviceDefinition definition, DeviceBinding binding, DevicePort port);

    /// Gives back what the driver holds. Idempotent.
    @Override
    void close();
}

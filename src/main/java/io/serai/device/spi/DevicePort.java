package io.serai.device.spi;

import java.util.Optional;

/// The way back from a driver, given for each open device. Thread-safe, never blocks.
public interface DevicePort {

    /// The device has this value now; repeating one is harmless.
    void changed(DeviceValue value);

    /// The device failed while nobody was asking it.
    void failed(DeviceException failure);

    /// What another device last had, as far as is known.
    Optional<DeviceValue> valueOf(String otherId);
}

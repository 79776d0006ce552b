package io.serai.device;

import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceValue;

import java.util.Optional;
import java.util.function.Consumer;

/// What flows do with devices. Thread-safe.
public interface DeviceControl {

    /// What the file says of a device.
    ///
    /// @throws DeviceException when there is no such device
    DeviceDefinition definition(String id);

    /// The same; empty when there is no such device, perhaps not any more.
    Optional<DeviceDefinition> find(String id);

    /// What a sensor or an input has now, or what an output was last set to. May block a few seconds.
    ///
    /// @throws DeviceException when there is no such device, or it fails, or its reading is outside its
    ///     range
    DeviceValue read(String id);

    /// Sets an output: a switch to on or off, a level to 0..100 or on or off. May block a few seconds.
    ///
    /// @throws DeviceException when there is no such device, or it fails, or cannot be set to `value`;
    ///     it then counts as set to what it was
    void write(String id, DeviceValue value);

    /// Sets a simulated device by hand; its generator stops.
    ///
    /// @throws DeviceException when there is no such device, or it is not simulated, or `value` is not
    ///     for it
    void simulate(String id, DeviceValue value);

    /// Tells `listener` every change of a device from now on, in order, on a thread that is not the
    /// device's. A listener more than 256 events behind loses the oldest.
    ///
    /// @param idOrStar a device, or `*` for all
    /// @throws DeviceException when there is no such device
    DeviceSubscription listen(String idOrStar, Consumer<DeviceEvent> listener);
}

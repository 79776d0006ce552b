package io.serai.device;

import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceValue;

import java.time.Instant;
import java.util.Optional;

/// How one device does.
///
/// @param driver that it is on
/// @param place where it is, in a few words, such as `GPIO 5`; empty when it could not be opened
/// @param settableByHand whether its value can be [simulated][DeviceControl#simulate]
/// @param byHand whether its generator waits because a value was set by hand
/// @param value what it last had; empty when that is not known
/// @param time when it last had a value
/// @param error why it does not work; empty when it does
public record DeviceReport(
        DeviceDefinition definition,
        String driver,
        String place,
        boolean settableByHand,
        boolean byHand,
        Optional<DeviceValue> value,
        Optional<Instant> time,
        String error) {

    /// Whether nothing real hangs on it.
    public boolean isSimulated() {
        return driver.equals("simulated");
    }

    /// Whether someone can set it: an output, or what is simulated.
    public boolean isSettable() {
        return definition.kind().isOutput() || settableByHand;
    }
}

package io.serai.device;

import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;

import java.nio.file.Path;
import java.util.List;

/// What `devices.yaml` declares: the devices that can be used, and what is wrong with the others.
///
/// @param problems one a line, as `routes/devices.yaml:12: what. How to fix it.`
public record DevicesFile(List<DeviceDefinition> devices, List<String> problems) {

    public DevicesFile {
        devices = List.copyOf(devices);
        problems = List.copyOf(problems);
    }

    /// Reads `file`; a missing one declares no devices.
    ///
    /// @param drivers those a device may have bindings for
    public static DevicesFile read(Path file, List<DeviceDriver> drivers) {
        return new DevicesFileReader(file, drivers).read();
    }

    /// Reads the text of `file`, which was read before; an empty one declares no devices.
    ///
    /// @param drivers those a device may have bindings for
    public static DevicesFile parse(Path file, String text, List<DeviceDriver> drivers) {
        return new DevicesFileReader(file, drivers).parse(text);
    }
}

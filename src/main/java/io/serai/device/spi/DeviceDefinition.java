package io.serai.device.spi;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/// One device as `devices.yaml` declares it.
///
/// @param min smallest value it may have; 0 for an input and for outputs
/// @param max largest value it may have; 1 for an input and a switch, 100 for a level
/// @param driver the driver the file insists on, or null to let the gateway choose
/// @param bindings by driver name
/// @param line where it begins in `file`
public record DeviceDefinition(
        String id,
        DeviceKind kind,
        String description,
        String unit,
        double min,
        double max,
        @Nullable String driver,
        Map<String, DeviceBinding> bindings,
        Path file,
        int line) {

    public DeviceDefinition {
        bindings = Map.copyOf(bindings);
    }
}

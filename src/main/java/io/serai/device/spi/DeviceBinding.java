package io.serai.device.spi;

import java.util.List;

/// Where a driver finds a device: a pin, a bus address, a URL. Each driver has its own.
public interface DeviceBinding {

    /// What the binding takes for itself on this machine.
    default List<Claim> claims() {
        return List.of();
    }

    /// Ids of other devices this one looks at.
    default List<String> references() {
        return List.of();
    }

    /// A resource and what it is used for. Two devices claim the same resource in peace only when
    /// both share it for the same use, as two chips share the wires of one bus.
    record Claim(String resource, String use, boolean shared) {

        public boolean conflictsWith(Claim other) {
            return resource.equals(other.resource)
                    && !(shared && other.shared && use.equals(other.use));
        }
    }
}

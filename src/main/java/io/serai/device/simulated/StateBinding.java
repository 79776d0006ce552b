package io.serai.device.simulated;

import io.serai.device.spi.DeviceValue;

/// Begins with a value and keeps what it is set to.
record StateBinding(DeviceValue initial) implements SimulatedBinding {}

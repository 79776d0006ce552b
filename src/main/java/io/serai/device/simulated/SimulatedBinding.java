package io.serai.device.simulated;

import io.serai.device.spi.DeviceBinding;

/// How a simulated device behaves.
sealed interface SimulatedBinding extends DeviceBinding permits StateBinding, GeneratorBinding {}

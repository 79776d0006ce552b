package io.serai.device.simulated;

import io.serai.device.DeviceBinding;

/// How a simulated device behaves.
sealed interface SimulatedBinding extends DeviceBinding permits StateBinding, GeneratorBinding {}

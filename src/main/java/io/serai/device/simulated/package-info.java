/// Devices made of arithmetic, for machines without hardware, demos and tests. Enter through
/// [io.serai.device.simulated.SimulatedDriver].
@NullMarked
package io.serai.device.simulated;

import org.jspecify.annotations.NullMarked;

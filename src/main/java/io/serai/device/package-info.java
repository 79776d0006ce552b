/// Sensors and actuators behind one interface. Enter through [io.serai.device.Devices].
///
/// Reads `devices.yaml`, chooses a driver for each device and keeps one that fails from harming the
/// rest. The drivers live in packages of their own below and come in as [io.serai.device.spi.DeviceDriver];
/// this package knows none of them.
@NullMarked
package io.serai.device;

import org.jspecify.annotations.NullMarked;

package io.serai.device;

import io.serai.device.spi.DeviceValue;

import java.time.Instant;

/// A device has a new value.
public record DeviceEvent(String deviceId, DeviceValue value, Instant at) {}

package io.serai.node.spi;

/// An endpoint that stands for a device.
public interface UsesDevice {

    /// As in `devices.yaml`, or `*` for any of them.
    String deviceId();
}

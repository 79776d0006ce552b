package io.serai.device.simulated;

import io.serai.device.spi.DevicePort;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;

/// An input or an output without wires.
final class SimulatedState implements OpenDevice.Settable {

    private final DevicePort port;
    private DeviceValue value;

    SimulatedState(DeviceValue initial, DevicePort port) {
        this.value = initial;
        this.port = port;
        port.changed(initial);
    }

    @Override
    public DeviceValue read() {
        return value;
    }

    @Override
    public void write(DeviceValue newValue) {
        set(newValue);
    }

    @Override
    public void set(DeviceValue newValue) {
        value = newValue;
        port.changed(newValue);
    }

    @Override
    public String place() {
        return "set by hand";
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

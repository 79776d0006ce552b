package io.serai.device.pi4j;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;

/// A switch on a pin.
final class PinOutput implements OpenDevice {

    private final Pin pin;

    PinOutput(Pin pin) {
        this.pin = pin;
    }

    @Override
    public DeviceValue read() {
        throw new DeviceException("cannot be read: it is an output.");
    }

    @Override
    public void write(DeviceValue value) {
        pin.set(value.equals(DeviceValue.ON));
    }

    @Override
    public String place() {
        return pin.place();
    }

    @Override
    public void close() {
        pin.close();
    }
}

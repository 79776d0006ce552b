package io.serai.device;

import io.serai.device.spi.DeviceBinding;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DevicePort;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.ForwardingDriver;
import io.serai.device.spi.OpenDevice;

/// A driver whose outputs are left alone: they are neither opened nor set, and count as what they are set
/// to. What only reads works as ever.

public final class DryDriver extends ForwardingDriver {

    /// @param driver closed with this
    public DryDriver(DeviceDriver driver) {
        super(driver);
    }

    @Override
    public OpenDevice open(DeviceDefinition definition, DeviceBinding binding, DevicePort port) {
        return definition.kind().isOutput()
                ? new DryOutput()
                : super.open(definition, binding, port);
    }

    private static final class DryOutput implements OpenDevice {

        @Override
        public DeviceValue read() {
            throw new DeviceException("is an output and left alone, because all flows run dry.");
        }

        @Override
        public void write(DeviceValue value) {
            // That it was set is remembered by the device.
        }

        @Override
        public String place() {
            return "nowhere, all flows run dry";
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}

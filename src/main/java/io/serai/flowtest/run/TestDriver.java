package io.serai.flowtest.run;

import io.serai.device.spi.DeviceBinding;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DevicePort;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.ForwardingDriver;
import io.serai.device.spi.OpenDevice;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/// Simulated devices that a test can break, and that tell when an output becomes something else. Confined
/// to the threads of a simulation.
final class TestDriver extends ForwardingDriver {

    private final BiConsumer<String, DeviceValue> became;
    private final Map<String, String> broken = new HashMap<>();
    private boolean unseen;

    /// @param became is told of each output that becomes something else
    TestDriver(DeviceDriver simulated, BiConsumer<String, DeviceValue> became) {
        super(simulated);
        this.became = became;
    }

    /// Nothing is told of what `act` does.
    void unseen(Runnable act) {
        unseen = true;
        try {
            act.run();
        } finally {
            unseen = false;
        }
    }

    /// Nothing is told any more.
    void die() {
        unseen = true;
    }

    /// @param reason a sentence that goes on after the device's name: `does not answer.`
    void breakDevice(String id, String reason) {
        broken.put(id, reason);
    }

    void mend(String id) {
        broken.remove(id);
    }

    @Override
    public OpenDevice open(DeviceDefinition definition, DeviceBinding binding, DevicePort port) {
        return new Breakable(definition, super.open(definition, binding, port));
    }

    private final class Breakable implements OpenDevice.Settable {
        private final String id;
        private final boolean output;
        private final OpenDevice device;

        Breakable(DeviceDefinition definition, OpenDevice device) {
            this.id = definition.id();
            this.output = definition.kind().isOutput();
            this.device = device;
        }

        private void changing(DeviceValue value, Runnable change) {
            boolean becomes = output && !device.read().equals(value);
            change.run();
            if (becomes && !unseen) {
                became.accept(id, value);
            }
        }

        private void requireWhole() {
            @Nullable String reason = broken.get(id);
            if (reason != null) {
                throw new DeviceException(reason);
            }
        }

        @Override
        public DeviceValue read() {
            requireWhole();
            return device.read();
        }

        @Override
        public void write(DeviceValue value) {
            requireWhole();
            changing(value, () -> device.write(value));
        }

        @Override
        public void set(DeviceValue value) {
            // every simulated device can be set
            changing(value, () -> ((Settable) device).set(value));
        }

        @Override
        public String place() {
            return device.place();
        }

        @Override
        public void close() {
            device.close();
        }
    }
}

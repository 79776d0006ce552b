package io.serai.trial;

import io.serai.device.DeviceBinding;
import io.serai.device.DeviceDefinition;
import io.serai.device.DeviceDriver;
import io.serai.device.DeviceException;
import io.serai.device.DeviceKind;
import io.serai.device.DevicePort;
import io.serai.device.DeviceValue;
import io.serai.device.OpenDevice;
import io.serai.device.Section;
import io.serai.device.ValueRange;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// Simulated devices that a test can break.
final class TrialDriver implements DeviceDriver {

    private final DeviceDriver simulated;
    private final Map<String, String> broken = new HashMap<>();

    TrialDriver(DeviceDriver simulated) {
        this.simulated = simulated;
    }

    /// @param reason a sentence that goes on after the device's name: `does not answer.`
    void breakDevice(String id, String reason) {
        broken.put(id, reason);
    }

    void mend(String id) {
        broken.remove(id);
    }

    @Override
    public String name() {
        return simulated.name();
    }

    @Override
    public boolean isPreferredHere() {
        return simulated.isPreferredHere();
    }

    @Override
    public boolean needsBinding() {
        return simulated.needsBinding();
    }

    @Override
    public DeviceBinding bind(DeviceKind kind, ValueRange range, Section section) {
        return simulated.bind(kind, range, section);
    }

    @Override
    public OpenDevice open(DeviceDefinition definition, DeviceBinding binding, DevicePort port) {
        return new Breakable(definition.id(), simulated.open(definition, binding, port));
    }

    @Override
    public void close() {
        simulated.close();
    }

    private final class Breakable implements OpenDevice.Settable {
        private final String id;
        private final OpenDevice device;

        Breakable(String id, OpenDevice device) {
            this.id = id;
            this.device = device;
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
            device.write(value);
        }

        @Override
        public void set(DeviceValue value) {
            ((Settable) device).set(value); // every simulated device can be set
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

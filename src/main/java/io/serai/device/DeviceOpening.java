package io.serai.device;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DevicePort;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.OpenDevice;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// A device as it was opened once. What its driver still reports when it is opened anew is not heard.
/// Thread-safe.
final class DeviceOpening implements DevicePort {

    private final String deviceId;
    private final String driverName;
    private final LastValue last;
    private final Condition condition;
    private final Function<String, Optional<DeviceValue>> others;

    private volatile @Nullable OpenDevice device;
    private volatile String place = "";

    DeviceOpening(
            String deviceId,
            String driverName,
            LastValue last,
            Condition condition,
            Function<String, Optional<DeviceValue>> others) {
        this.deviceId = deviceId;
        this.driverName = driverName;
        this.last = last;
        this.condition = condition;
        this.others = others;
    }

    void ready(OpenDevice opened) {
        place = opened.place();
        device = opened;
        works();
    }

    /// Where it is; empty before [#ready].
    String place() {
        return place;
    }

    /// Whether its value can be set by hand; before [#ready] not.
    boolean isSettable() {
        return device instanceof OpenDevice.Settable;
    }

    /// Whether its generator waits, because a value was set by hand.
    boolean isByHand() {
        return device instanceof OpenDevice.Generated generated && generated.isByHand();
    }

    /// Only after [#ready].
    OpenDevice device() {
        return Objects.requireNonNull(device);
    }

    void works() {
        if (device != null) {
            condition.works(driverName + ", " + place);
        }
    }

    @Override
    public void changed(DeviceValue value) {
        last.set(this, value);
        works();
    }

    @Override
    public void failed(DeviceException failure) {
        condition.fails("device \"%s\" %s".formatted(deviceId, failure.getMessage()));
    }

    @Override
    public Optional<DeviceValue> valueOf(String otherId) {
        return others.apply(otherId);
    }
}

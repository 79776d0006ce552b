package io.serai.device.pi4j;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;

/// What a level is set to.
final class Percent {

    private Percent() {}

    static double of(DeviceValue value) {
        if (value instanceof DeviceValue.Number(double percent)) {
            return percent;
        }
        throw new DeviceException("takes a number from 0 to 100, not %s.".formatted(value));
    }
}

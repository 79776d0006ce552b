package io.serai.device;

import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DeviceValue;
import io.serai.device.spi.ValueRange;

import org.jspecify.annotations.Nullable;

/// Which values fit a device: what may be written to it, in the form its driver gets it, and what it
/// may read.
final class FittingValue {

    private static final ValueRange PERCENT = new ValueRange(0, 100);

    private FittingValue() {}

    /// @throws DeviceException when the device is no output or `value` is not for it
    static DeviceValue accept(DeviceDefinition definition, DeviceValue value) {
        if (!definition.kind().isOutput()) {
            throw refused(definition, value, "it can only be read");
        }
        return acceptSimulated(definition, value);
    }

    /// The same for a simulated device, whose readings may be set too.
    static DeviceValue acceptSimulated(DeviceDefinition definition, DeviceValue value) {
        DeviceValue fitting =
                switch (definition.kind()) {
                    case SWITCH, INPUT -> value instanceof DeviceValue.OnOff ? value : null;
                    case LEVEL -> percent(value);
                    case SENSOR ->
                            within(new ValueRange(definition.min(), definition.max()), value);
                };
        if (fitting == null) {
            throw refused(definition, value, "it takes " + taken(definition));
        }
        return fitting;
    }

    /// @throws DeviceException when a sensor or an input reads what it cannot have
    static void requireReading(DeviceDefinition definition, DeviceValue value) {
        switch (value) {
            case DeviceValue.Number(double number) when definition.kind() == DeviceKind.SENSOR -> {
                if (number < definition.min() || number > definition.max()) {
                    throw new DeviceException(
                            "reads %s, outside its range %s. Check the sensor, or widen range in %s:%d."
                                    .formatted(
                                            value,
                                            new ValueRange(definition.min(), definition.max()),
                                            definition.file(),
                                            definition.line()));
                }
            }
            case DeviceValue.OnOff _ when definition.kind() == DeviceKind.INPUT -> {}
            default ->
                    throw new DeviceException(
                            "reads %s, which does not fit its kind %s. Correct kind in %s:%d."
                                    .formatted(
                                            value,
                                            DevicesFileReader.spelled(definition.kind()),
                                            definition.file(),
                                            definition.line()));
        }
    }

    private static @Nullable DeviceValue percent(DeviceValue value) {
        return switch (value) {
            case DeviceValue.OnOff(boolean on) -> new DeviceValue.Number(on ? PERCENT.max() : 0);
            case DeviceValue.Number _ -> within(PERCENT, value);
        };
    }

    private static @Nullable DeviceValue within(ValueRange range, DeviceValue value) {
        return value instanceof DeviceValue.Number(double number) && range.contains(number)
                ? value
                : null;
    }

    private static String taken(DeviceDefinition definition) {
        return switch (definition.kind()) {
            case SWITCH, INPUT -> "on or off";
            case LEVEL -> "a number from 0 to 100, on or off";
            case SENSOR -> "a number in " + new ValueRange(definition.min(), definition.max());
        };
    }

    private static DeviceException refused(
            DeviceDefinition definition, DeviceValue value, String rule) {
        return new DeviceException(
                "device \"%s\" was not set to %s: %s (%s, %s:%d). It stays as it was."
                        .formatted(
                                definition.id(),
                                value,
                                rule,
                                DevicesFileReader.spelled(definition.kind()),
                                definition.file(),
                                definition.line()));
    }
}

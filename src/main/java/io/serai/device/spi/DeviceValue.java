package io.serai.device.spi;

import java.math.BigDecimal;

/// What a device reads or is set to.
public sealed interface DeviceValue {

    OnOff ON = new OnOff(true);
    OnOff OFF = new OnOff(false);

    /// Reads `on`, `off` or a number.
    ///
    /// @throws IllegalArgumentException when it is neither
    static DeviceValue parse(String text) {
        return switch (text) {
            case "on" -> ON;
            case "off" -> OFF;
            default -> {
                if (!text.matches("[+-]?\\d{1,30}(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?")) {
                    throw new IllegalArgumentException("on, off or a number is expected");
                }
                yield new Number(Double.parseDouble(text));
            }
        };
    }

    /// A finite number, in the unit of its device. Prints as `21.5`, a whole one as `143`.
    @SuppressWarnings("AvoidCommonTypeNames") // always said as DeviceValue.Number
    record Number(double value) implements DeviceValue {

        public Number {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(value + " is not a number");
            }
        }

        @Override
        public String toString() {
            return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        }
    }

    /// Prints as `on` or `off`.
    record OnOff(boolean on) implements DeviceValue {

        @Override
        public String toString() {
            return on ? "on" : "off";
        }
    }
}

package io.serai.device.pi4j;

import io.serai.device.spi.DeviceBinding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Where on the board a device is. Pins are BCM numbers.
sealed interface PiBinding extends DeviceBinding {

    /// What a pin is held at when nothing drives it.
    enum Pull {
        UP,
        DOWN,
        OFF
    }

    /// A pin that is read.
    ///
    /// @param inverted whether a low pin means on, as with a button to ground
    record Input(int pin, Pull pull, Duration debounce, boolean inverted) implements PiBinding {
        @Override
        public List<Claim> claims() {
            return List.of(taken(pin, "digital input"));
        }
    }

    /// A pin that is switched.
    ///
    /// @param inverted whether a low pin means on, as with many relay boards
    record Output(int pin, boolean inverted) implements PiBinding {
        @Override
        public List<Claim> claims() {
            return List.of(taken(pin, "digital output"));
        }
    }

    /// PWM made by switching any pin, good for a lamp and too coarse for a servo.
    record SoftwarePwm(int pin, boolean inverted, int frequency) implements PiBinding {
        @Override
        public List<Claim> claims() {
            return List.of(taken(pin, "PWM"));
        }
    }

    /// PWM made by the chip, on a channel that a device tree overlay leads to a pin.
    record HardwarePwm(int channel, int frequency) implements PiBinding {
        @Override
        public List<Claim> claims() {
            return List.of(new Claim("PWM channel " + channel, "PWM", false));
        }
    }

    /// A chip on an I2C bus.
    ///
    /// @param scale what a reading is multiplied by, before `offset` is added
    record I2cSensor(I2cChip chip, int bus, int address, double scale, double offset)
            implements PiBinding {

        /// The header's buses lie on fixed pins; other buses are no business of the pins.
        @Override
        public List<Claim> claims() {
            List<Claim> claims = new ArrayList<>();
            String use = "I2C bus " + bus;
            if (bus == 0 || bus == 1) {
                claims.add(new Claim("GPIO " + 2 * bus, use, true));
                claims.add(new Claim("GPIO " + (2 * bus + 1), use, true));
            }
            claims.add(new Claim("I2C %d/0x%02x".formatted(bus, address), chip.name(), true));
            return claims;
        }
    }

    private static Claim taken(int pin, String use) {
        return new Claim("GPIO " + pin, use, false);
    }
}

package io.serai.device.pi4j;

import io.serai.device.spi.DeviceKind;
import io.serai.yaml.Section;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads a `pi4j:` section.
final class PiBindingReader {

    private static final int LAST_PIN = 27;
    private static final int LAST_PWM_CHANNEL = 3;
    private static final int LAST_BUS = 22;
    private static final int FIRST_ADDRESS = 0x03;
    private static final int LAST_ADDRESS = 0x77;
    private static final int USUAL_SOFTWARE_FREQUENCY = 100;
    private static final int HIGHEST_SOFTWARE_FREQUENCY = 200;
    private static final int USUAL_HARDWARE_FREQUENCY = 1_000;
    private static final int HIGHEST_HARDWARE_FREQUENCY = 100_000;
    private static final Duration USUAL_DEBOUNCE = Duration.ofMillis(10);
    private static final List<String> PULLS = List.of("up", "down", "off");

    private PiBindingReader() {}

    static PiBinding read(DeviceKind kind, Section section) {
        return switch (kind) {
            case SENSOR -> readSensor(section);
            case INPUT ->
                    new PiBinding.Input(
                            pin(section),
                            section.choice("pull", PULLS)
                                    .map(word ->
                                            PiBinding.Pull.valueOf(word.toUpperCase(Locale.ROOT)))
                                    .orElse(PiBinding.Pull.OFF),
                            section.duration("debounce", USUAL_DEBOUNCE),
                            section.flag("inverted", false));
            case SWITCH -> new PiBinding.Output(pin(section), section.flag("inverted", false));
            case LEVEL -> readLevel(section);
        };
    }

    private static int pin(Section section) {
        return section.requiredWhole("pin", 0, LAST_PIN);
    }

    private static PiBinding readLevel(Section section) {
        boolean onPin = section.has("pin");
        if (!section.has("pwm-channel")) {
            return new PiBinding.SoftwarePwm(
                    pin(section),
                    section.flag("inverted", false),
                    section.whole("frequency", 1, HIGHEST_SOFTWARE_FREQUENCY)
                            .orElse(USUAL_SOFTWARE_FREQUENCY));
        }
        if (onPin) {
            section.reject(
                    "pin",
                    "give either pin (any pin, switched by software) or pwm-channel (by the chip), not both.");
        }
        return new PiBinding.HardwarePwm(
                section.requiredWhole("pwm-channel", 0, LAST_PWM_CHANNEL),
                section.whole("frequency", 1, HIGHEST_HARDWARE_FREQUENCY)
                        .orElse(USUAL_HARDWARE_FREQUENCY));
    }

    private static PiBinding readSensor(Section section) {
        String name =
                section.choice("chip", I2cChip.NAMES)
                        .orElseGet(() -> {
                            if (!section.has("chip")) {
                                section.requiredText(
                                        "chip", "one of " + String.join(", ", I2cChip.NAMES));
                            }
                            return "";
                        });
        int bus = section.whole("bus", 0, LAST_BUS).orElse(1);
        Optional<Integer> address = section.whole("address", FIRST_ADDRESS, LAST_ADDRESS);
        double scale = section.number("scale").orElse(1.0);
        double offset = section.number("offset").orElse(0.0);
        I2cChip chip =
                switch (name) {
                    case "ads1115" ->
                            new I2cChip.Ads1115(
                                    channel(section, I2cChip.Ads1115.LAST_CHANNEL),
                                    section.choice("full-scale", I2cChip.Ads1115.FULL_SCALES)
                                            .orElse(I2cChip.Ads1115.USUAL_FULL_SCALE));
                    case "bh1750" -> new I2cChip.Bh1750();
                    default ->
                            new I2cChip.GroveAdc(channel(section, I2cChip.GroveAdc.LAST_CHANNEL));
                };
        return new PiBinding.I2cSensor(
                chip, bus, address.orElse(chip.usualAddress()), scale, offset);
    }

    private static int channel(Section section, int last) {
        return section.requiredWhole("channel", 0, last);
    }
}

package io.serai.device.simulated;

import io.serai.device.spi.ValueRange;
import io.serai.yaml.Section;

import java.time.Duration;

/// Reads a sensor's `simulated:` section; an empty one is the middle of the range.
final class GeneratorReader {

    private static final int MOST_DECIMALS = 9;

    private GeneratorReader() {}

    static GeneratorBinding read(ValueRange range, Section section) {
        Duration every = section.duration("every", Duration.ofSeconds(1));
        double noise = section.number("noise").orElse(0.0);
        if (noise < 0) {
            section.reject("noise", "noise must be 0 or more.");
        }
        int decimals = section.whole("decimals", 0, MOST_DECIMALS).orElse(usualDecimals(range));
        return new GeneratorBinding(range, readCurve(range, section), every, noise, decimals);
    }

    private static Curve readCurve(ValueRange range, Section section) {
        String generator = section.choice("generator", Curve.NAMES).orElse("constant");
        return switch (generator) {
            case "daylight" -> new Curve.Daylight(section.duration("period", Duration.ofHours(24)));
            case "sine" -> new Curve.Sine(section.duration("period", Duration.ofMinutes(1)));
            case "random-walk" ->
                    new Curve.RandomWalk(
                            value(range, section, middle(range)),
                            section.number("step").map(Math::abs).orElse(range.width() / 100),
                            section.whole("seed", 0, Integer.MAX_VALUE).orElse(1));
            case "fill" ->
                    new Curve.Fill(
                            section.requiredText("switch", "the id of the switch that fills it"),
                            value(range, section, range.min()),
                            section.duration("fills-in", Duration.ofMinutes(1)),
                            section.duration("empties-in", Duration.ofMinutes(2)));
            default -> new Curve.Constant(value(range, section, middle(range)));
        };
    }

    private static double value(ValueRange range, Section section, double fallback) {
        double value = section.number("value").orElse(fallback);
        if (!range.contains(value)) {
            section.reject("value", "value must be in the range %s.".formatted(range));
        }
        return value;
    }

    private static double middle(ValueRange range) {
        return range.min() + range.width() / 2;
    }

    /// Raw readings of a converter are whole, temperatures and percents have a tenth.
    private static int usualDecimals(ValueRange range) {
        if (range.width() >= 1_000) {
            return 0;
        }
        return range.width() >= 10 ? 1 : 3;
    }
}

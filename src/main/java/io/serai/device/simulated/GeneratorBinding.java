package io.serai.device.simulated;

import io.serai.device.spi.ValueRange;

import java.time.Duration;
import java.util.List;

/// A sensor's curve and how finely it is drawn.
///
/// @param every time between two values
/// @param noise largest random amount added to or taken from a value
/// @param decimals digits a value is rounded to
record GeneratorBinding(ValueRange range, Curve curve, Duration every, double noise, int decimals)
        implements SimulatedBinding {

    @Override
    public List<String> references() {
        return curve instanceof Curve.Fill fill ? List.of(fill.switchId()) : List.of();
    }
}

package io.serai.device.simulated;

import java.time.Duration;
import java.util.List;

/// The shapes a simulated sensor's values can take.
sealed interface Curve {

    List<String> NAMES = List.of("constant", "daylight", "sine", "random-walk", "fill");

    /// Always the same.
    record Constant(double value) implements Curve {}

    /// Dark for half of `period`, then up to the largest value and down again; with a period of a day
    /// it is brightest at noon.
    record Daylight(Duration period) implements Curve {}

    /// Up and down between the ends of the range, beginning in the middle.
    record Sine(Duration period) implements Curve {}

    /// Wanders by at most `step` at a time. The same `seed` wanders the same way.
    record RandomWalk(double from, double step, long seed) implements Curve {}

    /// Rises while a switch is on and falls while it is off, as a tank with a pump does.
    record Fill(String switchId, double from, Duration fillsIn, Duration emptiesIn)
            implements Curve {}
}

package io.serai.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/// What the classes that [VirtualClocks] has rewritten call in place of the machine's clock: in a
/// [Simulation] its time, elsewhere the machine's.
public final class Clocks {

    private Clocks() {}

    /// In place of [System#currentTimeMillis].
    public static long currentTimeMillis() {
        return Simulation.isCurrent() ? now().toEpochMilli() : System.currentTimeMillis();
    }

    /// In place of [System#nanoTime].
    public static long nanoTime() {
        return Simulation.isCurrent()
                ? Simulation.currentStrand().simulation().nanos()
                : System.nanoTime();
    }

    /// In place of [Instant#now()].
    public static Instant instant() {
        return Simulation.isCurrent() ? now() : Instant.now();
    }

    /// In place of the clock that the `now()` of dates and times read.
    public static Clock clock() {
        return Simulation.isCurrent()
                ? new SimulatedClock(zone())
                : Clock.system(ZoneId.systemDefault());
    }

    /// In place of the clock that the `now(ZoneId)` of dates and times read.
    public static Clock clock(ZoneId zone) {
        return Simulation.isCurrent() ? new SimulatedClock(zone) : Clock.system(zone);
    }

    /// In place of [Thread#sleep(long)].
    public static void sleep(long millis) throws InterruptedException {
        sleep(Duration.ofMillis(millis));
    }

    /// In place of [Thread#sleep(Duration)].
    public static void sleep(Duration span) throws InterruptedException {
        if (Simulation.isCurrent()) {
            Simulation.currentStrand().simulation().sleep(span);
        } else {
            Thread.sleep(span);
        }
    }

    private static Instant now() {
        return Simulation.currentStrand().simulation().now();
    }

    private static ZoneId zone() {
        return Simulation.currentStrand().simulation().zone();
    }

    private static final class SimulatedClock extends Clock {
        private final ZoneId zone;

        SimulatedClock(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new SimulatedClock(other);
        }

        @Override
        public Instant instant() {
            return Clocks.instant();
        }
    }
}

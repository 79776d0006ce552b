package io.serai.trial.virtual;

import io.serai.time.Simulation;

import org.apache.camel.component.timer.TimerComponent;
import org.apache.camel.component.timer.TimerConsumer;
import org.apache.camel.component.timer.TimerEndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;

import java.util.HashMap;
import java.util.Map;
import java.util.Timer;

/// `timer:` in virtual time.
final class VirtualTimerComponent extends TimerComponent {

    private final Simulation simulation;
    private final Map<TimerConsumer, Timer> timers = new HashMap<>();

    VirtualTimerComponent(Simulation simulation) {
        this.simulation = simulation;
    }

    /// Camel finds none for a class of ours, and then `7s` would be no number.
    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new TimerEndpointConfigurer();
    }

    @Override
    public Timer getTimer(TimerConsumer consumer) {
        return timers.computeIfAbsent(consumer, _ -> new VirtualTimer(simulation));
    }

    @Override
    public void removeTimer(TimerConsumer consumer) {
        Timer timer = timers.remove(consumer);
        if (timer != null) {
            timer.cancel();
        }
    }
}

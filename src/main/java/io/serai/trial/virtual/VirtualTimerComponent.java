package io.serai.trial.virtual;

import io.serai.time.Simulation;

import org.apache.camel.component.timer.TimerComponent;
import org.apache.camel.component.timer.TimerConsumer;
import org.apache.camel.spi.annotations.Component;

import java.util.HashMap;
import java.util.Map;
import java.util.Timer;

/// `timer:` in virtual time.
@Component("timer") // Camel reads the options as this says
final class VirtualTimerComponent extends TimerComponent {

    private final Simulation simulation;
    private final Map<TimerConsumer, Timer> timers = new HashMap<>();

    VirtualTimerComponent(Simulation simulation) {
        this.simulation = simulation;
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

package io.serai.runtime;

import io.serai.time.Timekeeper;

import org.apache.camel.component.timer.TimerComponent;
import org.apache.camel.component.timer.TimerConsumer;
import org.apache.camel.spi.annotations.Component;

import java.util.Map;
import java.util.Timer;
import java.util.concurrent.ConcurrentHashMap;

/// `timer:` by the timekeeper.
@Component("timer") // finds Camel's own option setters
final class FlowTimers extends TimerComponent {

    private final Timekeeper time;
    private final Map<TimerConsumer, Timer> timers = new ConcurrentHashMap<>();

    FlowTimers(Timekeeper time) {
        this.time = time;
    }

    @Override
    public Timer getTimer(TimerConsumer consumer) {
        return timers.computeIfAbsent(consumer, _ -> new TimekeeperTimer(time));
    }

    @Override
    public void removeTimer(TimerConsumer consumer) {
        Timer timer = timers.remove(consumer);
        if (timer != null) {
            timer.cancel();
        }
    }
}

package io.serai.runtime;

import io.serai.node.spi.Recurring;
import io.serai.time.Timekeeper;

import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.timer.TimerConsumer;
import org.apache.camel.component.timer.TimerEndpoint;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Knows when the timer of one route fires next, which Camel's own does not say. Thread-safe.
final class TimerClock extends RoutePolicySupport implements Recurring {

    private final Timekeeper time;
    private volatile @Nullable TimerConsumer timer;

    /// By the running time, which nobody sets; null when it has not.
    private volatile @Nullable Long begun;

    private volatile @Nullable Long fired;
    private volatile long firings;

    private TimerClock(Timekeeper time) {
        this.time = time;
    }

    /// Null for a route that no timer begins.
    static @Nullable RoutePolicy forRoute(NamedNode route, Timekeeper time) {
        return route instanceof RouteDefinition definition
                        && definition.getInput() != null
                        && String.valueOf(definition.getInput().getEndpointUri())
                                .startsWith("timer:")
                ? new TimerClock(time)
                : null;
    }

    @Override
    public void onStart(Route route) {
        timer = route.getConsumer() instanceof TimerConsumer mine ? mine : null;
        begun = time.nanos();
        fired = null;
        firings = 0;
    }

    @Override
    public void onStop(Route route) {
        begun = null;
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        TimerConsumer mine = timer;
        // Not every message of the route is the timer's: one may have been put in by hand.
        if (mine != null && mine.getCounter() != firings) {
            firings = mine.getCounter();
            fired = time.nanos();
        }
    }

    @Override
    public Optional<Instant> next() {
        TimerConsumer mine = timer;
        Long from = begun;
        if (mine == null || from == null || mine.getDelay() < 0 || isOver(mine)) {
            return Optional.empty();
        }
        Long last = fired;
        if (last != null) {
            return mine.getPeriod() > 0
                    ? Optional.of(at(last, mine.getPeriod()))
                    : Optional.empty();
        }
        TimerEndpoint endpoint = mine.getEndpoint();
        return Optional.of(
                endpoint.getTime() == null
                        ? at(from, mine.getDelay())
                        : endpoint.getTime().toInstant());
    }

    private Instant at(long nanos, long millisLater) {
        return time.now().plusNanos(nanos - time.nanos()).plusMillis(millisLater);
    }

    private static boolean isOver(TimerConsumer timer) {
        return timer.getRepeatCount() > 0 && timer.getCounter() >= timer.getRepeatCount();
    }

    @Override
    public Duration every() {
        TimerConsumer mine = timer;
        return mine == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, mine.getPeriod()));
    }

    @Override
    public String deed() {
        TimerConsumer mine = timer;
        return "timer " + (mine == null ? "" : mine.getTimerName());
    }
}

package io.serai.node.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Qos;
import io.serai.node.MqttHouse;
import io.serai.observe.Health;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class LoopWatchTest {

    private static final Duration STEP = Duration.ofMillis(20);

    private final VirtualTimekeeper time = new VirtualTimekeeper(Instant.EPOCH);
    private final Health health = new Health();
    private final LoopWatch loops = new LoopWatch(time, health);

    private static MqttMessage message(String topic, int number) {
        return MqttHouse.message(topic, "n" + number, Qos.AT_LEAST_ONCE);
    }

    /// A flow takes each message of the topic and publishes the next one there.
    private void circle(String topic, int times, Duration pace) {
        for (int i = 0; i < times; i++) {
            loops.publishes("self", "route", message(topic, i + 1), loops.came(message(topic, i)));
            time.advance(pace);
        }
    }

    @Test
    void aCircleIsNamedUntilItEnds() {
        circle("a", 240, STEP);
        assertThat(health.parts()).isEmpty();

        circle("a", 500, STEP);
        assertThat(health.parts()).containsOnlyKeys("flow self: loop");
        assertThat(health.isReady()).isTrue();

        circle("a", 1000, STEP);
        assertThat(health.parts()).hasSize(1);

        time.advance(LoopWatch.QUIET.multipliedBy(2));
        assertThat(health.parts()).isEmpty();
    }

    @Test
    void aCircleOfTwoFlowsIsOne() {
        for (int i = 0; i < 500; i++) {
            loops.publishes("one", "r", message("b", i), loops.came(message("a", i)));
            loops.publishes("two", "r", message("a", i + 1), loops.came(message("b", i)));
            time.advance(STEP);
        }

        assertThat(health.parts()).containsOnlyKeys("flow one: loop", "flow two: loop");
    }

    @Test
    void aShortOrASlowOneIsNone() {
        circle("dimmer", 200, STEP);
        time.advance(LoopWatch.QUIET);
        circle("countdown", 500, Duration.ofSeconds(1));

        assertThat(health.parts()).isEmpty();
    }

    @Test
    void aBusyFlowThatTakesNothingOfItsOwnIsNone() {
        for (int i = 0; i < 5000; i++) {
            loops.publishes("busy", "r", message("out", 1), loops.came(message("in", 1)));
            time.advance(STEP);
        }

        assertThat(health.parts()).isEmpty();
    }
}

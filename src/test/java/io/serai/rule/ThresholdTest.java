package io.serai.rule;

import static io.serai.rule.Threshold.State.OFF;
import static io.serai.rule.Threshold.State.ON;
import static io.serai.rule.Threshold.State.UNKNOWN;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.rule.Threshold.Side;
import io.serai.rule.Threshold.State;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ThresholdTest {

    @Test
    void theLimitItselfIsNotBelow() {
        var dark = new Threshold(Side.BELOW, 300, 300);

        assertThat(dark.decide(UNKNOWN, 299.5)).isEqualTo(ON);
        assertThat(dark.decide(ON, 300)).isEqualTo(OFF);
        assertThat(dark.decide(ON, 1023)).isEqualTo(OFF);
    }

    @Test
    void theLimitItselfIsNotAbove() {
        var dry = new Threshold(Side.ABOVE, 450, 450);

        assertThat(dry.decide(OFF, 450)).isEqualTo(OFF);
        assertThat(dry.decide(OFF, 450.1)).isEqualTo(ON);
    }

    @Test
    void aTankFillsFromBelowFiftyToAHundred() {
        var fill = new Threshold(Side.BELOW, 50, 100);
        List<State> states = new ArrayList<>();
        State state = UNKNOWN;
        for (double level : new double[] {60, 49, 50, 75, 99.9, 100, 105, 99, 50, 49.9}) {
            state = fill.decide(state, level);
            states.add(state);
        }

        assertThat(states).containsExactly(UNKNOWN, ON, ON, ON, ON, OFF, OFF, OFF, OFF, ON);
    }

    @Test
    void aReleaseOnTheWrongSideIsRefused() {
        assertThatThrownBy(() -> new Threshold(Side.BELOW, 50, 40))
                .hasMessage("until = 40.0 must not be less than below = 50.0");
        assertThatThrownBy(() -> new Threshold(Side.ABOVE, 50, 60))
                .hasMessage("until = 60.0 must not be more than above = 50.0");
        assertThatThrownBy(() -> new Threshold(Side.ABOVE, Double.NaN, 1))
                .hasMessageContaining("finite");
    }
}

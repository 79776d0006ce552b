package io.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.SeriesPoint;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class TrackTest {

    private final Track number = new Track("t", false, 0, Optional.empty());

    @Test
    void aChangeIsKeptWithTheMomentUpToWhichNothingChanged() {
        assertThat(number.take(20.0, 1000)).containsExactly(new SeriesPoint(1000, 20.0));
        assertThat(number.take(20.0, 2000)).isEmpty();
        assertThat(number.take(20.0, 3000)).isEmpty();

        assertThat(number.take(21.0, 4000))
                .containsExactly(new SeriesPoint(3000, 20.0), new SeriesPoint(4000, 21.0));
        assertThat(number.take(20.0, 5000)).containsExactly(new SeriesPoint(5000, 20.0));
    }

    @Test
    void aNumberThatStaysIsKeptEveryFiveMinutesAndAStateIsNot() {
        number.take(20.0, 0);
        assertThat(number.take(20.0, 299_999)).isEmpty();
        assertThat(number.take(20.0, 300_000)).endsWith(new SeriesPoint(300_000, 20.0));

        var state = new Track("lamp", true, 0, Optional.empty());
        state.take("on", 0);
        assertThat(state.take("on", 900_000)).isEmpty();
        assertThat(state.take("off", 900_001)).containsExactly(new SeriesPoint(900_001, "off"));
    }

    @Test
    void aNumberWithinTheDeadbandOfTheOneKeptLastIsNotKept() {
        var coarse = new Track("t", false, 0.5, Optional.empty());
        coarse.take(20.0, 0);

        assertThat(coarse.take(20.3, 1)).isEmpty();
        assertThat(coarse.take(20.49, 2)).isEmpty();
        assertThat(coarse.take(20.5, 3))
                .isEqualTo(List.of(new SeriesPoint(2, 20.49), new SeriesPoint(3, 20.5)));
        assertThat(coarse.take(20.1, 4)).isEmpty();
    }

    @Test
    void valuesOfOneMomentDoNotTakeEachOthersPlaceAndAClockSetBackIsBelieved() {
        assertThat(number.take(1.0, 100_000)).containsExactly(new SeriesPoint(100_000, 1.0));
        assertThat(number.take(2.0, 100_000)).containsExactly(new SeriesPoint(100_001, 2.0));
        assertThat(number.take(3.0, 99_990)).containsExactly(new SeriesPoint(100_002, 3.0));
        assertThat(number.take(4.0, 10_000)).containsExactly(new SeriesPoint(10_000, 4.0));
    }

    @Test
    void aNumberThatStaysIsKeptAtOnceWhenTheClockIsSetBack() {
        number.take(20.0, 7_200_000);

        assertThat(number.take(20.0, 1_000)).endsWith(new SeriesPoint(1_000, 20.0));
        assertThat(number.take(20.0, 2_000)).isEmpty();
    }
}

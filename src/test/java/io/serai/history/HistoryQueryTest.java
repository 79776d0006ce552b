package io.serai.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.store.SeriesPoint;
import io.serai.store.SeriesSpan;
import io.serai.store.sqlite.SqliteSeries;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class HistoryQueryTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final long T = NOW.toEpochMilli();

    @TempDir private Path folder;
    private SqliteSeries store;

    @BeforeEach
    void open() {
        store = SqliteSeries.open(folder.resolve("history.db"), NOW, 100_000_000);
        store.declare("t", "°C", false);
        store.declare("lamp", "", true);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void every(Duration distance, Duration span) {
        for (long time = T - span.toMillis(); time < T; time += distance.toMillis()) {
            store.add("t", new SeriesPoint(time, 20.0));
            store.sum("t", time, 20.0);
        }
    }

    private HistoryAnswer ask(Duration span, String... names) {
        return new HistoryQuery(store, Map.of())
                .answer(List.of(names), new HistoryRange(NOW.minus(span), NOW, Optional.empty()));
    }

    @Test
    void theStepFollowsTheRangeAndNeverMakesMoreThan2000Points() {
        every(Duration.ofSeconds(30), Duration.ofDays(8));

        assertThat(ask(Duration.ofHours(1), "t").stepMs()).isZero();
        assertThat(ask(Duration.ofHours(1), "t").series().getFirst().points()).hasSize(121);
        for (Duration range :
                List.of(Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30))) {
            HistoryAnswer answer = ask(range, "t");
            assertThat(answer.series().getFirst().points()).as("%s", range).isEmpty();
            assertThat(answer.series().getFirst().spans())
                    .as("%s", range)
                    .hasSizeBetween(150, 2001);
        }
        assertThat(ask(Duration.ofDays(1), "t").stepMs()).isEqualTo(60_000);
        assertThat(ask(Duration.ofDays(7), "t").stepMs()).isEqualTo(600_000);
        assertThat(ask(Duration.ofDays(30), "t").stepMs()).isEqualTo(1_800_000);
        assertThat(ask(Duration.ofDays(365), "t").stepMs()).isEqualTo(21_600_000);
    }

    @Test
    void aDayOfFewValuesIsToldExactly() {
        every(Duration.ofMinutes(5), Duration.ofDays(1));

        assertThat(ask(Duration.ofDays(1), "t").stepMs()).isZero();
    }

    @Test
    void silenceIsAGapAndARareSeriesHasNone() {
        for (long at : new long[] {0, 60_000, 120_000, 180_000, 3_600_000, 3_660_000}) {
            store.add("t", new SeriesPoint(T - 7_200_000 + at, 20.0));
        }
        store.declare("rare", "", false);
        for (int hour = 20; hour > 0; hour--) {
            store.add("rare", new SeriesPoint(T - hour * 3_600_000L, 1.0));
        }

        assertThat(ask(Duration.ofHours(3), "t").series().getFirst().points())
                .hasSize(7)
                .contains(new SeriesPoint(T - 7_200_000 + 180_001, null));
        assertThat(ask(Duration.ofHours(23), "rare").series().getFirst().points())
                .hasSize(20)
                .extracting(SeriesPoint::value)
                .containsOnly(1.0);
        HistoryAnswer told =
                new HistoryQuery(store, Map.of("rare", Optional.of(Duration.ofMinutes(30))))
                        .answer(
                                List.of("rare"),
                                new HistoryRange(
                                        NOW.minus(Duration.ofHours(23)), NOW, Optional.empty()));
        assertThat(told.series().getFirst().points()).hasSize(39);
    }

    @Test
    void aStateIsToldAsItWasAlsoBeforeTheRange() {
        store.add("lamp", new SeriesPoint(T - 40L * 86_400_000, "on"));
        store.add("lamp", new SeriesPoint(T - 1000, "off"));

        HistoryAnswer answer = ask(Duration.ofDays(30), "lamp");

        assertThat(answer.series().getFirst().points())
                .extracting(SeriesPoint::value)
                .containsExactly("on", "off");
    }

    @Test
    void aStepThatIsAskedForIsKeptWithinBounds() {
        every(Duration.ofMinutes(1), Duration.ofHours(2));

        HistoryAnswer answer =
                new HistoryQuery(store, Map.of())
                        .answer(
                                List.of("t"),
                                new HistoryRange(
                                        NOW.minus(Duration.ofHours(2)),
                                        NOW,
                                        Optional.of(Duration.ofMinutes(5))));

        assertThat(answer.stepMs()).isEqualTo(300_000);
        assertThat(answer.series().getFirst().spans())
                .hasSize(24)
                .extracting(SeriesSpan::count)
                .containsOnly(5L);
    }

    @Test
    void anUnknownSeriesIsNamedWithTheOneThatWasMeant() {
        assertThatThrownBy(() -> ask(Duration.ofHours(1), "lmap"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no series \"lmap\". Did you mean \"lamp\"?");
        assertThatThrownBy(() -> new HistoryRange(NOW, NOW, Optional.empty()))
                .hasMessage("from must be before to");
    }
}

package io.serai.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.serai.store.SeriesFacts;
import io.serai.store.SeriesPoint;
import io.serai.store.SeriesSpan;
import io.serai.store.SeriesStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class SqliteSeriesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final long T = NOW.toEpochMilli();

    @TempDir private Path folder;

    private SqliteSeries open() {
        return open(10_000_000);
    }

    private SqliteSeries open(long mostBytes) {
        return SqliteSeries.open(folder.resolve("history.db"), NOW, mostBytes);
    }

    private static void record(SeriesStore series, String name, long time, double value) {
        assertThat(series.add(name, new SeriesPoint(time, value))).isTrue();
        series.sum(name, time, value);
    }

    @Test
    void exactValuesComeBackInOrderAfterReopening() {
        double[] values = {21.5, -0.1, 1e300, 0.1 + 0.2, 7, 9_007_199_254_740_992.0};
        try (var series = open()) {
            series.declare("t", "°C", false);
            for (int i = 0; i < values.length; i++) {
                record(series, "t", T + i, values[i]);
            }
        }

        try (var series = open()) {
            assertThat(series.points("t", T, T + 100, 100))
                    .extracting(SeriesPoint::value)
                    .containsExactly(21.5, -0.1, 1e300, 0.1 + 0.2, 7.0, 9_007_199_254_740_992.0);
            SeriesFacts facts = series.find("t").orElseThrow();
            assertThat(facts.unit()).isEqualTo("°C");
            assertThat(facts.points()).isEqualTo(6);
            assertThat(facts.from()).isEqualTo(T);
            assertThat(facts.last().orElseThrow().time()).isEqualTo(T + 5);
        }
    }

    @Test
    void theLastValueBeforeARangeIsPartOfIt() {
        try (var series = open()) {
            series.declare("lamp", "", true);
            series.add("lamp", new SeriesPoint(T - 5000, "on"));
            series.add("lamp", new SeriesPoint(T - 3000, null));
            series.add("lamp", new SeriesPoint(T - 1000, "off"));
            series.add("lamp", new SeriesPoint(T + 1000, "on"));

            assertThat(series.points("lamp", T, T + 500, 10))
                    .containsExactly(new SeriesPoint(T - 1000, "off"));
            assertThat(series.points("lamp", T - 2000, T + 2000, 10))
                    .containsExactly(
                            new SeriesPoint(T - 3000, null),
                            new SeriesPoint(T - 1000, "off"),
                            new SeriesPoint(T + 1000, "on"));
            assertThat(series.points("never", T, T + 1, 10)).isEmpty();
        }
    }

    @Test
    void spansAreTheMinimumMeanAndMaximumOfEveryNumberAcrossFlushes() {
        try (var series = open()) {
            series.declare("t", "", false);
            for (int i = 0; i < 120; i++) { // 2 hours, one a minute, 0 to 119
                record(series, "t", T + i * 60_000L, i);
                if (i % 7 == 0) {
                    series.flush();
                }
            }

            List<SeriesSpan> short5 = series.spans("t", T, T + 7_200_000, 300_000);
            assertThat(short5).hasSize(24);
            assertThat(short5.get(1)).isEqualTo(new SeriesSpan(T + 300_000, 5, 5, 7, 9));
            List<SeriesSpan> hours = series.spans("t", T, T + 7_200_000, 3_600_000);
            assertThat(hours)
                    .containsExactly(
                            new SeriesSpan(T, 60, 0, 29.5, 59),
                            new SeriesSpan(T + 3_600_000, 60, 60, 89.5, 119));
            assertThat(series.spans("t", T, T + 600_000, 120_000))
                    .extracting(SeriesSpan::mean)
                    .containsExactly(0.5, 2.5, 4.5, 6.5, 8.5);
            assertThat(series.spans("t", T + 7_200_000, T + 9_000_000, 300_000)).isEmpty();
        }
    }

    @Test
    void aNumberThatIsNotKeptByItselfCountsInItsSpans() {
        try (var series = open()) {
            series.declare("t", "", false);
            record(series, "t", T, 10);
            series.sum("t", T + 1000, 20);

            assertThat(series.points("t", T, T + 5000, 10)).hasSize(1);
            assertThat(series.spans("t", T, T + 300_000, 300_000).getFirst().mean())
                    .isCloseTo(15, within(1e-9));
        }
    }

    @Test
    void whatIsOldIsForgottenAndItsSpansStay() {
        long now = T + Duration.ofDays(400).toMillis();
        try (var series = open()) {
            series.declare("t", "", false);
            series.declare("lamp", "", true);
            record(series, "t", T, 1);
            record(series, "t", now - Duration.ofDays(8).toMillis(), 2);
            record(series, "t", now - Duration.ofDays(6).toMillis(), 3);
            series.add("lamp", new SeriesPoint(now - Duration.ofDays(8).toMillis(), "on"));
            series.flush();

            series.tidy(now);

            assertThat(series.points("t", 0, now, 10))
                    .extracting(SeriesPoint::value)
                    .containsExactly(3.0);
            assertThat(series.points("lamp", 0, now, 10)).hasSize(1);
            assertThat(series.spans("t", 0, now, 300_000)).hasSize(2);
            assertThat(series.spans("t", 0, now, 3_600_000)).hasSize(3);
        }
    }

    @Test
    void aFileThatIsTooLargeLosesTheOldestSingleValuesAndShrinks() throws Exception {
        try (var series = open(200_000)) {
            series.declare("t", "", false);
            for (int i = 0; i < 30_000; i++) {
                record(series, "t", T + i, i);
            }
            series.flush();

            while (series.count("t", T, T + 30_000) > 29_999) {
                series.tidy(T + 30_000);
            }
            series.tidy(T + 30_000);

            long left = series.count("t", T, T + 30_000);
            assertThat(left).isBetween(1000L, 15_000L);
            assertThat(series.count("t", T + 29_000, T + 30_000)).isEqualTo(1000);
            assertThat(series.spans("t", T, T + 30_000, 300_000).getFirst().count())
                    .isEqualTo(30_000);
        }
        assertThat(Files.size(folder.resolve("history.db"))).isLessThan(400_000);
    }

    @Test
    void moreThanMayWaitIsRefused() {
        try (var series = open()) {
            series.declare("t", "", false);
            for (int i = 0; i < WaitingSeries.MOST_WAITING; i++) {
                assertThat(series.add("t", new SeriesPoint(T + i, 1.0))).isTrue();
            }

            assertThat(series.add("t", new SeriesPoint(T, 1.0))).isFalse();
            series.flush();
            assertThat(series.add("t", new SeriesPoint(T, 1.0))).isTrue();
        }
    }

    @Test
    void aDamagedFileIsSetAsideAndANewOneBegun() throws Exception {
        Files.writeString(folder.resolve("history.db"), "this is no database at all");

        try (var series = open()) {
            assertThat(series.all()).isEmpty();
            assertThat(series.lastAlive()).isNull();
            series.alive(T);
            assertThat(series.lastAlive()).isEqualTo(T);
        }

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("history.db.corrupt-" + NOW.getEpochSecond());
        }
    }

    @Test
    void anInterruptionEndsWhatIsKnownOnce() {
        try (var series = open()) {
            series.declare("t", "", false);
            series.declare("lamp", "", true);
            series.declare("never", "", true);
            series.add("t", new SeriesPoint(T, 1.0));
            series.add("lamp", new SeriesPoint(T + 900, "on"));

            series.interrupt(T + 500);
            series.interrupt(T + 2000);

            assertThat(series.points("t", T, T + 5000, 10))
                    .containsExactly(new SeriesPoint(T, 1.0), new SeriesPoint(T + 500, null));
            assertThat(series.points("lamp", T, T + 5000, 10))
                    .containsExactly(
                            new SeriesPoint(T + 900, "on"), new SeriesPoint(T + 901, null));
            assertThat(series.points("never", T, T + 5000, 10)).isEmpty();
            assertThat(series.kinds())
                    .containsOnly(
                            Map.entry("t", false),
                            Map.entry("lamp", true),
                            Map.entry("never", true));
        }
    }

    @Test
    void theKindASeriesWasMadeForHolds() {
        try (var series = open()) {
            series.declare("x", "", true);

            series.declare("x", "V", false);
            assertThat(series.all())
                    .extracting(SeriesFacts::name, SeriesFacts::unit, SeriesFacts::isState)
                    .containsExactly(tuple("x", "V", true));
        }
    }
}

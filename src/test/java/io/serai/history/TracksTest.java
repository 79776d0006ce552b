package io.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.mqtt.TopicFilter;
import io.serai.observe.Counters;
import io.serai.store.SeriesPoint;
import io.serai.store.sqlite.SqliteSeries;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class TracksTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final HistoryEntry ENTRY =
            new HistoryEntry(
                    new HistoryEntry.Topics(TopicFilter.parse("home/#"), Optional.empty()),
                    "{topic}",
                    "",
                    HistoryEntry.Kind.ANY,
                    0,
                    Optional.empty());

    private final VirtualTimekeeper time = new VirtualTimekeeper(NOW);
    private final Counters counters = new Counters();
    private final List<SeriesPoint> told = new ArrayList<>();
    @TempDir private Path folder;
    private SqliteSeries store;
    private Tracks tracks;

    @BeforeEach
    void open() {
        store = SqliteSeries.open(folder.resolve("history.db"), NOW, 10_000_000);
        tracks = new Tracks(store, time, counters);
        tracks.follow((_, point) -> told.add(point));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void beyondTheMostSeriesNewOnesAreCountedAndKnownOnesGoOn() {
        for (int i = 0; i < Tracks.MOST_SERIES; i++) {
            take("series " + i, 1.0, false);
        }

        take("one more", 1.0, false);
        take("series 0", 2.0, false);

        assertThat(store.kinds()).hasSize(Tracks.MOST_SERIES).doesNotContainKey("one more");
        assertThat(counters.count("history.dropped", "values")).isEqualTo(1);
        assertThat(told.getLast().value()).isEqualTo(2.0);
    }

    @Test
    void aWordAmongNumbersIsSkipped() {
        take("heat", 20.0, false);
        take("heat", "warm", false);

        assertThat(told).hasSize(1);
        assertThat(counters.count("history.skipped", "values")).isEqualTo(1);
    }

    @Test
    void whatTheBrokerHasKeptIsNoNewsWhenItIsKnown() {
        take("door", "open", true);
        time.advance(Duration.ofHours(1));
        take("door", "open", true);

        assertThat(told).containsExactly(new SeriesPoint(NOW.toEpochMilli(), "open"));
    }

    @Test
    void nothingIsKeptOfWhatComesAfterTheEnd() {
        tracks.close();
        take("heat", 20.0, false);

        assertThat(told).isEmpty();
        assertThat(store.kinds()).isEmpty();
    }

    private void take(String name, Object value, boolean kept) {
        tracks.take(ENTRY, name, "", value, kept);
    }
}

package io.serai.history;

import io.serai.config.NearNames;
import io.serai.store.SeriesFacts;
import io.serai.store.SeriesPoint;
import io.serai.store.SeriesSpan;
import io.serai.store.SeriesStore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/// Finds what some series were, in at most [#MOST_POINTS] points each.
final class HistoryQuery {

    static final int MOST_POINTS = 2000;

    /// More is asked for by nobody who looks at a screen.
    private static final int MOST_SERIES = 50;

    private static final Duration USUAL_GAP = Duration.ofMinutes(15);

    /// What comes so many times rarer than usual has a gap between.
    private static final int RARER = 3;

    private static final Duration FINEST = Duration.ofDays(1);

    private static final List<Long> STEPS =
            LongStream.of(
                            1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 21_600,
                            43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000)
                    .map(each -> each * 1000)
                    .boxed()
                    .toList();

    private final SeriesStore store;
    private final Map<String, Optional<Duration>> gaps;

    /// @param gaps as the file says, by name
    HistoryQuery(SeriesStore store, Map<String, Optional<Duration>> gaps) {
        this.store = store;
        this.gaps = gaps;
    }

    HistoryAnswer answer(Collection<String> names, HistoryRange range) {
        if (names.isEmpty() || names.size() > MOST_SERIES) {
            throw new IllegalArgumentException(
                    "ask for 1 to %d series at a time".formatted(MOST_SERIES));
        }
        List<SeriesFacts> wanted = names.stream().map(this::facts).toList();
        long from = range.from().toEpochMilli();
        long to = range.to().toEpochMilli();
        long step = step(wanted, range, from, to);
        List<HistoryAnswer.Series> series = new ArrayList<>();
        for (SeriesFacts each : wanted) {
            series.add(
                    step == 0 || each.isState()
                            ? single(each, from, to)
                            : spans(each, from, to, step));
        }
        return new HistoryAnswer(range.from(), range.to(), step, series);
    }

    private SeriesFacts facts(String name) {
        return store.find(name)
                .orElseThrow(() -> {
                    Collection<String> known = store.kinds().keySet();
                    return new IllegalArgumentException(
                            "there is no series \"%s\".%s"
                                    .formatted(name, NearNames.suggestion(name, known)));
                });
    }

    /// 0 for single values.
    private long step(List<SeriesFacts> wanted, HistoryRange range, long from, long to) {
        long least = Math.ceilDiv(to - from, MOST_POINTS);
        long asked = range.step().map(Duration::toMillis).orElse(-1L);
        boolean mayBeSingle = asked == 0 || (asked < 0 && range.length().compareTo(FINEST) <= 0);
        if (mayBeSingle
                && wanted.stream()
                        .allMatch(each ->
                                each.isState()
                                        || store.count(each.name(), from, to) <= MOST_POINTS)) {
            return 0;
        }
        // A week is told in spans that are kept as long.
        long floor = range.length().compareTo(FINEST) > 0 ? SeriesStore.SHORT_SPAN_MS : 0;
        long request = Math.max(Math.max(asked, least), floor);
        return STEPS.stream().filter(each -> each >= request).findFirst().orElse(STEPS.getLast());
    }

    private HistoryAnswer.Series single(SeriesFacts facts, long from, long to) {
        List<SeriesPoint> found = store.points(facts.name(), from, to, MOST_POINTS + 1);
        if (facts.isState()) {
            return new HistoryAnswer.Series(facts.name(), facts.unit(), true, found, List.of(), 0);
        }
        long gap =
                gap(
                        facts.name(),
                        found.stream()
                                .filter(each -> each.value() != null)
                                .mapToLong(SeriesPoint::time)
                                .toArray(),
                        0);
        List<SeriesPoint> points = new ArrayList<>();
        SeriesPoint before = null;
        for (SeriesPoint each : found) {
            if (before != null && before.value() != null && each.time() - before.time() > gap) {
                points.add(new SeriesPoint(before.time() + 1, null));
            }
            points.add(each);
            before = each;
        }
        return new HistoryAnswer.Series(facts.name(), facts.unit(), false, points, List.of(), gap);
    }

    private HistoryAnswer.Series spans(SeriesFacts facts, long from, long to, long step) {
        List<SeriesSpan> found = store.spans(facts.name(), from, to, step);
        long gap = gap(facts.name(), found.stream().mapToLong(SeriesSpan::time).toArray(), step);
        return new HistoryAnswer.Series(facts.name(), facts.unit(), false, List.of(), found, gap);
    }

    /// From what is usual: half of all distances are shorter than the middle one.
    private long gap(String name, long[] times, long step) {
        Optional<Duration> given = gaps.getOrDefault(name, Optional.empty());
        if (given.isPresent()) {
            return Math.max(given.get().toMillis(), step);
        }
        long[] distances =
                LongStream.range(1, times.length)
                        .map(i -> times[(int) i] - times[(int) i - 1])
                        .sorted()
                        .toArray();
        long middle = distances.length < RARER ? 0 : distances[distances.length / 2];
        return LongStream.of(USUAL_GAP.toMillis(), RARER * middle, step).max().orElse(step);
    }
}

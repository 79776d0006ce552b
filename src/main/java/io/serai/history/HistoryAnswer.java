package io.serai.history;

import io.serai.store.SeriesPoint;
import io.serai.store.SeriesSpan;

import java.time.Instant;
import java.util.List;

/// What some series were.
///
/// @param stepMs what each span stands for; 0 for single values
public record HistoryAnswer(Instant from, Instant to, long stepMs, List<Series> series) {

    public HistoryAnswer {
        series = List.copyOf(series);
    }

    /// One of them. A series has points or spans, not both; a point without a value begins a gap.
    public record Series(
            String name,
            String unit,
            boolean isState,
            List<SeriesPoint> points,
            List<SeriesSpan> spans,
            long gapMs) {

        public Series {
            points = List.copyOf(points);
            spans = List.copyOf(spans);
        }
    }
}

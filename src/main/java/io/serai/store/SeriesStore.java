package io.serai.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What numbers and states of the house were over time. What was added waits in memory until [#flush], so
/// a power cut takes the last few seconds. Thread-safe.
public interface SeriesStore extends AutoCloseable {

    /// Spans that numbers are summed up to for longer than single ones are kept.
    long SHORT_SPAN_MS = 300_000;

    long LONG_SPAN_MS = 3_600_000;

    /// Which series there are, and whether the values of each are words.
    Map<String, Boolean> kinds();

    /// Makes a series, or changes the unit of one there is; before anything is added to it. Never blocks for
    /// the disk.
    ///
    /// @param isState whether its values are words, which holds for ever
    void declare(String name, String unit, boolean isState);

    /// Adds a single value. Never blocks for the disk.
    ///
    /// @return false when too many wait for the disk already; it was not taken
    boolean add(String name, SeriesPoint point);

    /// Counts a number in the spans it belongs to, whether it is kept as a single one or not.
    void sum(String name, long time, double value);

    /// Writes what waits.
    void flush();

    /// Every series, in order of name.
    List<SeriesFacts> all();

    /// One series.
    Optional<SeriesFacts> find(String name);

    /// How many single values there are from `from` to `to`, both included.
    long count(String name, long from, long to);

    /// The single values from `from` to `to`, both included, with the last one before; the earliest first.
    List<SeriesPoint> points(String name, long from, long to, int most);

    /// The numbers from `from` to before `to`, each span as long as `step`, from single values when that is
    /// less than a [#SHORT_SPAN_MS]. Spans without numbers are missing.
    List<SeriesSpan> spans(String name, long from, long to, long step);

    /// When something was last written, as far as that is known; in milliseconds since 1970.
    @Nullable Long lastAlive();

    /// Notes that everything up to `time` is known.
    void alive(long time);

    /// From `time` on nothing is known of any series, until something is added.
    void interrupt(long time);

    /// Forgets what is older than it is kept for, and of the rest the oldest single values, when the file is
    /// larger than it may be.
    void tidy(long now);

    @Override
    void close();
}

package io.serai.trial;

import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything that happened in a trial, in order.
final class Timeline {

    /// Happenings kept; more than that is a flow that runs wild.
    static final int MOST = 200_000;

    private final List<Entry> entries = new ArrayList<>();
    private final Timekeeper time;
    private final long begin;
    private Happening.Went lastPath = new Happening.Went("", new StringBuilder());

    /// One of them, with its place.
    static final class Entry {
        private final int number;
        private final Duration at;
        private final Happening what;
        private boolean taken;

        private Entry(int number, Duration at, Happening what) {
            this.number = number;
            this.at = at;
            this.what = what;
        }

        int number() {
            return number;
        }

        /// Since the begin.
        Duration at() {
            return at;
        }

        Happening what() {
            return what;
        }

        /// An expectation has found it.
        boolean isTaken() {
            return taken;
        }

        void take() {
            taken = true;
        }

        @Override
        public String toString() {
            return "%s  %s".formatted(Spans.clock(at), what);
        }
    }

    Timeline(Timekeeper time) {
        this.time = time;
        begin = time.nanos();
    }

    void add(Happening what) {
        if (entries.size() >= MOST) {
            throw new IllegalStateException("more than %d things happened".formatted(MOST));
        }
        entries.add(new Entry(entries.size(), now(), what));
        lastPath = new Happening.Went("", new StringBuilder());
    }

    private Duration now() {
        return Duration.ofNanos(time.nanos() - begin);
    }

    /// A message goes through a step.
    ///
    /// @param exchange which one
    void went(String exchange, String file, int line, String step) {
        Happening.Went path = lastPath;
        if (!path.exchange().equals(exchange)) {
            path = new Happening.Went(exchange, new StringBuilder(file).append(':'));
            add(path);
            lastPath = path;
        } else {
            path.path().append(',');
        }
        path.path().append(' ').append(line).append(' ').append(step);
    }

    /// The first that fits and nobody has taken, at or after `from`.
    Optional<Entry> find(Wanted.Event wanted, int from) {
        return entries.stream()
                .skip(from)
                .filter(each -> !each.taken && wanted.fits(each.what))
                .findFirst();
    }

    /// All that fit and nobody has taken.
    List<Entry> all(Wanted.Event wanted) {
        return entries.stream().filter(each -> !each.taken && wanted.fits(each.what)).toList();
    }

    /// What went out and nobody has taken.
    List<Entry> leftOver() {
        return entries.stream()
                .filter(each -> !each.taken && each.what instanceof Happening.Outgoing)
                .toList();
    }

    /// The first failure that nobody has taken.
    Optional<Entry> unexpectedFailure() {
        return entries.stream()
                .filter(each -> !each.taken && each.what instanceof Happening.Failure)
                .findFirst();
    }

    /// Everything since the last time, which is forgotten.
    List<Entry> drain() {
        List<Entry> all = List.copyOf(entries);
        entries.clear();
        lastPath = new Happening.Went("", new StringBuilder());
        return all;
    }

    int size() {
        return entries.size();
    }

    /// The last `most` of them, a line each.
    List<String> last(int most) {
        int from = Math.max(0, entries.size() - most);
        List<String> lines = new ArrayList<>();
        if (from > 0) {
            lines.add("(%d before)".formatted(from));
        }
        entries.subList(from, entries.size()).forEach(each -> lines.add(each.toString()));
        return lines;
    }
}

package io.serai.flowtest.run;

import io.serai.flowtest.read.Matcher;
import io.serai.flowtest.read.Spans;
import io.serai.flowtest.read.TestEvent;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Everything that happened in a testRun, in order. Thread-safe: a flow that did not end in time may still say
/// something while its test is told of.
public final class Timeline {

    /// Happenings kept; more than that is a flow that runs wild.
    static final int MOST = 200_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Entry> entries = new ArrayList<>();
    private final Timekeeper time;
    private final long begin;
    private TestEvent.Went lastPath = new TestEvent.Went("", new StringBuilder());

    /// One of them, with its place.
    public static final class Entry {
        private final int number;
        private final Duration at;
        private final TestEvent what;
        private boolean taken;

        private Entry(int number, Duration at, TestEvent what) {
            this.number = number;
            this.at = at;
            this.what = what;
        }

        int number() {
            return number;
        }

        /// Since the begin.
        public Duration at() {
            return at;
        }

        public TestEvent what() {
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

    public Timeline(Timekeeper time) {
        this.time = time;
        begin = time.nanos();
    }

    void add(TestEvent what) {
        lock.lock();
        try {
            if (entries.size() >= MOST) {
                throw new IllegalStateException("more than %d things happened".formatted(MOST));
            }
            entries.add(new Entry(entries.size(), now(), what));
            lastPath = new TestEvent.Went("", new StringBuilder());
        } finally {
            lock.unlock();
        }
    }

    private Duration now() {
        return Duration.ofNanos(time.nanos() - begin);
    }

    /// A message goes through a step.
    ///
    /// @param exchange which one
    void went(String exchange, String file, int line, String step) {
        lock.lock();
        try {
            TestEvent.Went path = lastPath;
            if (!path.exchange().equals(exchange)) {
                path = new TestEvent.Went(exchange, new StringBuilder(file).append(':'));
                add(path);
                lastPath = path;
            } else {
                path.path().append(',');
            }
            path.path().append(' ').append(line).append(' ').append(step);
        } finally {
            lock.unlock();
        }
    }

    /// The first that fits and nobody has taken, at or after `from`.
    Optional<Entry> find(Matcher.Event wanted, int from) {
        lock.lock();
        try {
            return entries.stream()
                    .skip(from)
                    .filter(each -> !each.taken && wanted.fits(each.what))
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    /// All that fit and nobody has taken.
    List<Entry> all(Matcher.Event wanted) {
        lock.lock();
        try {
            return entries.stream().filter(each -> !each.taken && wanted.fits(each.what)).toList();
        } finally {
            lock.unlock();
        }
    }

    /// What went out and nobody has taken.
    List<Entry> leftOver() {
        lock.lock();
        try {
            return entries.stream()
                    .filter(each -> !each.taken && each.what instanceof TestEvent.Outgoing)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// The first failure that nobody has taken.
    Optional<Entry> unexpectedFailure() {
        lock.lock();
        try {
            return entries.stream()
                    .filter(each -> !each.taken && each.what instanceof TestEvent.Failure)
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    /// Everything since the last time, which is forgotten.
    public List<Entry> drain() {
        lock.lock();
        try {
            List<Entry> all = List.copyOf(entries);
            entries.clear();
            lastPath = new TestEvent.Went("", new StringBuilder());
            return all;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /// The last `most` of them, a line each.
    List<String> last(int most) {
        lock.lock();
        try {
            int from = Math.max(0, entries.size() - most);
            List<String> lines = new ArrayList<>();
            if (from > 0) {
                lines.add("(%d before)".formatted(from));
            }
            entries.subList(from, entries.size()).forEach(each -> lines.add(each.toString()));
            return lines;
        } finally {
            lock.unlock();
        }
    }
}

package io.serai.observe;

import io.serai.time.Timekeeper;

import org.slf4j.event.Level;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The last lines that were said of each flow and by its `log` steps. Bounded in every way: lines of a
/// flow, characters of a line, flows, and characters in all. Thread-safe.
public final class FlowLog {

    /// Lines kept of one flow.
    public static final int MOST_LINES = 500;

    private static final int MOST_FLOWS = 1000;
    private static final int LINE_CHARACTERS = 1000;

    /// All flows together; about 4 MB of a heap of 128.
    private static final int MOST_CHARACTERS = 4_000_000;

    /// One line.
    ///
    /// @param number rises with every line of any flow, from 1 at the start of the gateway
    /// @param level `INFO`, `WARN` and so on
    /// @param text may hold line breaks and whatever a message held
    public record Line(long number, Instant time, String level, String text)
            implements LineRing.Line {}

    private record Follower(String flow, Consumer<Line> listener) {}

    private final Timekeeper time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, LineRing<Line>> flows = new HashMap<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private long lastNumber;
    private int characters;

    public FlowLog(Timekeeper time) {
        this.time = time;
    }

    /// Keeps a line; the oldest make room for it.
    public void add(String flow, Level level, String text) {
        String kept = LineRing.cut(text, LINE_CHARACTERS);
        lock.lock();
        try {
            if (!flows.containsKey(flow) && flows.size() == MOST_FLOWS) {
                forgetTheQuietest();
            }
            LineRing<Line> log =
                    flows.computeIfAbsent(flow, _ -> new LineRing<>(MOST_LINES, MOST_CHARACTERS));
            var line = new Line(++lastNumber, time.now(), level.name(), kept);
            characters -= log.characters();
            log.add(line);
            characters += log.characters();
            for (Follower each : followers) {
                if (each.flow().equals(flow)) {
                    each.listener().accept(line);
                }
            }
            if (characters > MOST_CHARACTERS) {
                // Half of the longest, so that this is seldom done and spares who says little.
                LineRing<Line> longest =
                        flows.values().stream()
                                .max(Comparator.comparingInt(LineRing::characters))
                                .orElse(log);
                characters -= longest.characters();
                longest.halve();
                characters += longest.characters();
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetTheQuietest() {
        flows.entrySet().stream()
                .min(Comparator.comparingLong(each -> each.getValue().lastNumber()))
                .ifPresent(quietest -> {
                    characters -= quietest.getValue().characters();
                    flows.remove(quietest.getKey());
                });
    }

    /// The newest lines of a flow, in order.
    ///
    /// @param number only those that came after the line of this number; 0 for any
    /// @param most how many at most; the newest are taken
    public List<Line> after(String flow, long number, int most) {
        lock.lock();
        try {
            LineRing<Line> log = flows.get(flow);
            return log == null ? List.of() : log.after(number, most);
        } finally {
            lock.unlock();
        }
    }

    /// Tells `listener` the newest lines of a flow, in order, and every one from now on, until what this
    /// returns is closed. It must not block, nor log.
    ///
    /// @param before how many of the lines that are there already, at most
    public AutoCloseable follow(String flow, int before, Consumer<Line> listener) {
        var follower = new Follower(flow, listener);
        lock.lock();
        try {
            after(flow, 0, before).forEach(listener);
            followers.add(follower);
        } finally {
            lock.unlock();
        }
        return () -> followers.remove(follower);
    }
}

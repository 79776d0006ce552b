package io.serai.observe;

import io.serai.time.Timekeeper;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The last lines of the gateway's own log. Bounded in lines and in characters. Thread-safe.
public final class GatewayLog {

    /// Lines kept.
    public static final int MOST_LINES = 1000;

    private static final int LINE_CHARACTERS = 2000;

    /// About 1 MB.
    private static final int MOST_CHARACTERS = 500_000;

    /// One line.
    ///
    /// @param number rises with every line, from 1 at the start of the gateway
    /// @param level `INFO`, `WARN` and so on
    /// @param source the class that says it, in short, or `flow NAME`
    /// @param text may hold line breaks
    public record Line(long number, Instant time, String level, String source, String text)
            implements LineRing.Line {}

    private final Timekeeper time;
    private final ReentrantLock lock = new ReentrantLock();
    private final LineRing<Line> lines = new LineRing<>(MOST_LINES, MOST_CHARACTERS);
    private final List<Consumer<Line>> listeners = new CopyOnWriteArrayList<>();
    private long lastNumber;

    public GatewayLog(Timekeeper time) {
        this.time = time;
    }

    /// Keeps a line; the oldest make room for it.
    public void add(String level, String source, String text) {
        String kept = LineRing.cut(text, LINE_CHARACTERS);
        lock.lock();
        try {
            var line = new Line(++lastNumber, time.now(), level, source, kept);
            lines.add(line);
            listeners.forEach(each -> each.accept(line)); // in order
        } finally {
            lock.unlock();
        }
    }

    /// The newest lines, in order.
    ///
    /// @param number only those after the line of this number; 0 for any
    /// @param most how many at most; the newest are taken
    public List<Line> after(long number, int most) {
        lock.lock();
        try {
            return lines.after(number, most);
        } finally {
            lock.unlock();
        }
    }

    /// Tells `listener` the newest lines, in order, and every one from now on, until what this returns is
    /// closed. It must not block, nor log.
    ///
    /// @param before how many of the lines that are there already, at most
    public AutoCloseable follow(int before, Consumer<Line> listener) {
        lock.lock();
        try {
            after(0, before).forEach(listener);
            listeners.add(listener);
        } finally {
            lock.unlock();
        }
        return () -> listeners.remove(listener);
    }
}

package io.serai.observe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The last lines of a log: the oldest make room when there are too many, or too many characters in them. Not
/// thread-safe.
final class LineRing<L extends LineRing.Line> {

    private static final String CUT = "...";

    private final int mostLines;
    private final int mostCharacters;
    private final Deque<L> lines = new ArrayDeque<>();
    private int characters;

    /// What is kept.
    interface Line {

        /// Rises with every line.
        long number();

        String text();
    }

    LineRing(int mostLines, int mostCharacters) {
        this.mostLines = mostLines;
        this.mostCharacters = mostCharacters;
    }

    /// As much of a text as a line keeps.
    static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + CUT;
    }

    void add(L line) {
        lines.addLast(line);
        characters += line.text().length();
        while (lines.size() > mostLines || characters > mostCharacters) {
            removeFirst();
        }
    }

    private void removeFirst() {
        characters -= lines.removeFirst().text().length();
    }

    /// Forgets the older half; the newest line stays.
    void halve() {
        int most = Math.max(1, lines.size() / 2);
        while (lines.size() > most) {
            removeFirst();
        }
    }

    int characters() {
        return characters;
    }

    /// Of the newest line.
    long lastNumber() {
        return lines.getLast().number();
    }

    /// The newest lines, in order.
    ///
    /// @param number only those after the line of this number; 0 for any
    /// @param most how many at most; the newest are taken
    List<L> after(long number, int most) {
        List<L> found = new ArrayList<>();
        for (var each = lines.descendingIterator(); each.hasNext(); ) {
            L line = each.next();
            if (line.number() <= number || found.size() == most) {
                break;
            }
            found.add(line);
        }
        return List.copyOf(found.reversed());
    }
}

package io.serai.app.command;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How things look on a terminal.
final class Terminal {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final String GAP = "  ";

    private Terminal() {}

    /// Text that no terminal takes for commands; line breaks and tabs stay.
    static String safe(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
    }

    static String time(String instant) {
        return TIME.format(Instant.parse(instant));
    }

    /// In the two largest units that matter: `4 d 2 h`, `3 min`, `12 s`.
    static String span(Duration span) {
        if (span.toDays() > 0) {
            return "%d d %d h".formatted(span.toDays(), span.toHoursPart());
        }
        if (span.toHours() > 0) {
            return "%d h %d min".formatted(span.toHours(), span.toMinutesPart());
        }
        if (span.toMinutes() > 0) {
            return span.toMinutes() + " min";
        }
        return Math.max(0, span.toSeconds()) + " s";
    }

    /// Rows with aligned columns, the first row being their names; nothing behind the last of a row.
    static List<String> table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths =
                IntStream.range(0, columns)
                        .map(i ->
                                rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
                        .toArray();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = safe(row.get(i)).replace('\n', ' ');
                line.append(cell).repeat(' ', widths[i] - cell.length()).append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}

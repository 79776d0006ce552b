package io.serai.console.api;

import io.serai.history.HistoryAnswer;
import io.serai.store.SeriesPoint;
import io.serai.store.SeriesSpan;

import java.time.Instant;

/// History for spreadsheets: a line for each point, gaps as lines without a value.
final class HistoryCsv {

    private HistoryCsv() {}

    static String of(HistoryAnswer answer) {
        boolean isSpans = answer.series().stream().anyMatch(each -> !each.spans().isEmpty());
        var text =
                new StringBuilder(
                        isSpans ? "time,series,min,mean,max\r\n" : "time,series,value\r\n");
        for (HistoryAnswer.Series each : answer.series()) {
            for (SeriesPoint point : each.points()) {
                Object value = point.value();
                line(text, point.time(), each.name());
                // A single value stands where the mean does.
                text.append(isSpans ? ",," : ",")
                        .append(
                                value == null
                                        ? ""
                                        : value instanceof Double ? value : cell("" + value))
                        .append(isSpans ? ",\r\n" : "\r\n");
            }
            for (SeriesSpan span : each.spans()) {
                line(text, span.time(), each.name());
                text.append(",%s,%s,%s\r\n".formatted(span.min(), span.mean(), span.max()));
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, long time, String series) {
        text.append(Instant.ofEpochMilli(time)).append(',').append(cell(series));
    }

    /// In quotes, and harmless where a spreadsheet would take it for a formula.
    private static String cell(String text) {
        String safe = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return "\"%s\"".formatted(safe.replace("\"", "\"\""));
    }
}

package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.ApiAnswer;
import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.history.History;
import io.serai.history.HistoryAnswer;
import io.serai.history.HistoryRange;
import io.serai.store.SeriesFacts;
import io.serai.store.SeriesPoint;
import io.serai.time.Timekeeper;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What numbers and states of the house were. Thread-safe.
public final class HistoryApi implements ApiPart {

    private static final Duration USUAL = Duration.ofDays(1);
    private static final long MOST_STEP_SECONDS = 366L * 86_400;

    private final History history;
    private final Timekeeper time;

    public HistoryApi(History history, Timekeeper time) {
        this.history = history;
        this.time = time;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "series", this::series);
        routes.addAny("GET", "history", this::history);
    }

    private JsonNode series(ApiRequest request) {
        ObjectNode body = Json.object();
        ArrayNode all = body.putArray("series");
        for (SeriesFacts each : history.series()) {
            ObjectNode json = all.addObject();
            json.put("name", each.name());
            if (!each.unit().isEmpty()) {
                json.put("unit", each.unit());
            }
            json.put("kind", kind(each.isState()));
            json.put("points", each.points());
            each.last()
                    .ifPresent(last -> {
                        json.put("from", Instant.ofEpochMilli(each.from()).toString());
                        json.putObject("last")
                                .put("time", Instant.ofEpochMilli(last.time()).toString())
                                .putPOJO("value", last.value());
                    });
        }
        return body;
    }

    private static String kind(boolean isState) {
        return isState ? "state" : "number";
    }

    private ApiAnswer history(ApiRequest request) {
        HistoryAnswer answer;
        try {
            Instant to = instant(request, "to").orElseGet(time::now);
            Instant from = instant(request, "from").orElseGet(() -> to.minus(USUAL));
            List<String> names =
                    List.of(request.query().getOrDefault("series", "").split(",")).stream()
                            .filter(each -> !each.isBlank())
                            .distinct()
                            .toList();
            answer = history.ask(names, new HistoryRange(from, to, step(request)));
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest("history: %s.".formatted(sentence(e)));
        }
        return switch (request.query().getOrDefault("format", "json")) {
            case "json" -> ApiAnswer.of(json(answer));
            case "csv" ->
                    ApiAnswer.text(
                            200,
                            "text/csv; charset=utf-8",
                            HistoryCsv.of(answer),
                            Map.of("Content-Disposition", "attachment; filename=\"history.csv\""));
            default -> throw RefusedException.badRequest("format must be json or csv.");
        };
    }

    private static String sentence(RuntimeException e) {
        return String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
    }

    private static Optional<Duration> step(ApiRequest request) {
        String step = request.query().getOrDefault("step", "auto");
        return step.equals("auto")
                ? Optional.empty()
                : Optional.of(
                        Duration.ofSeconds(ApiRequest.number("step", step, 0, MOST_STEP_SECONDS)));
    }

    private static Optional<Instant> instant(ApiRequest request, String name) {
        String text = request.query().getOrDefault(name, "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.matches("\\d{1,15}")) {
            return Optional.of(Instant.ofEpochMilli(Long.parseLong(text)));
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException _) {
            throw RefusedException.badRequest(
                    "%s must be a time such as 2026-11-21T10:00:00Z, or milliseconds since 1970."
                            .formatted(name));
        }
    }

    private static ObjectNode json(HistoryAnswer answer) {
        ObjectNode body =
                Json.object()
                        .put("from", answer.from().toString())
                        .put("to", answer.to().toString())
                        .put("step", answer.stepMs() / 1000);
        ArrayNode all = body.putArray("series");
        for (HistoryAnswer.Series each : answer.series()) {
            ObjectNode json = all.addObject();
            json.put("name", each.name());
            json.put("unit", each.unit());
            json.put("kind", kind(each.isState()));
            ArrayNode points = json.putArray("points");
            for (SeriesPoint point : each.points()) {
                points.addArray().add(point.time()).addPOJO(point.value());
            }
            long before = Long.MAX_VALUE;
            for (var span : each.spans()) {
                if (before != Long.MAX_VALUE && span.time() - before > each.gapMs()) {
                    points.addArray().add(before + answer.stepMs()).addNull();
                }
                points.addArray().add(span.time()).add(span.min()).add(span.mean()).add(span.max());
                before = span.time();
            }
        }
        return body;
    }
}

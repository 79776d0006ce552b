package io.serai.console;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.observe.Metrics;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// How the house is: `/health/live` (200 while the process works) and `/health/ready` (200 when every
/// part does its work, else 503, with each part's word), and `/metrics`. Thread-safe.
public final class HealthApi {

    static final String METRICS = "/metrics";

    private final Health health;
    private final Counters counters;
    private final Metrics metrics;

    /// With no other metrics than those of health and counters.
    public HealthApi(Health health, Counters counters) {
        this(health, counters, new Metrics(health, counters, "", List.of()));
    }

    public HealthApi(Health health, Counters counters, Metrics metrics) {
        this.health = health;
        this.counters = counters;
        this.metrics = metrics;
    }

    /// What Prometheus collects. May take a moment.
    ApiAnswer metrics() {
        return ApiAnswer.text(200, Metrics.CONTENT_TYPE, metrics.scrape(), Map.of());
    }

    /// Quick. Null when `path` is none of the first two.
    @Nullable ApiAnswer answer(String path) {
        return switch (path) {
            case "/health/live" -> ApiAnswer.of(Json.object().put("status", "up"));
            case "/health/ready" -> readiness();
            default -> null;
        };
    }

    private ApiAnswer readiness() {
        boolean ready = health.isReady();
        ObjectNode body = Json.object().put("status", ready ? "ready" : "not ready");
        ObjectNode parts = body.putObject("parts");
        health.parts()
                .forEach((name, part) ->
                        parts.putObject(name)
                                .put("ready", part.ready())
                                .put("detail", part.detail()));
        ObjectNode counts = body.putObject("counts");
        counters.all().forEach(counts::put);
        return ApiAnswer.of(ready ? 200 : 503, body);
    }
}

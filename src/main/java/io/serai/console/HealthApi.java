package io.serai.console;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.observe.Counters;
import io.serai.observe.Health;

import org.jspecify.annotations.Nullable;

/// How the house is: `/health/live` (200 while the process works) and `/health/ready` (200 when every
/// part does its work, else 503, with each part's word). Thread-safe, and quick.
public final class HealthApi {

    private final Health health;
    private final Counters counters;

    public HealthApi(Health health, Counters counters) {
        this.health = health;
        this.counters = counters;
    }

    /// Null when `path` is none of these.
    @Nullable ApiAnswer answer(String path) {
        return switch (path) {
            case "/health/live" -> ApiAnswer.of(FlowJson.object().put("status", "up"));
            case "/health/ready" -> readiness();
            default -> null;
        };
    }

    private ApiAnswer readiness() {
        boolean ready = health.isReady();
        ObjectNode body = FlowJson.object().put("status", ready ? "ready" : "not ready");
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

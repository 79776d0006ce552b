package io.serai.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The gateway's HTTP server: `GET /health/live` (200 while the process works) and `GET /health/ready`
/// (200 when every part does its work, else 503, with each part's word as JSON). Thread-safe.
public final class Console implements AutoCloseable {

    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int IDLE_SECONDS = 30;
    private static final long START_SECONDS = 10;

    private final ConsoleConfig config;
    private final Health health;
    private final Counters counters;
    private final ObjectMapper json = new ObjectMapper();
    private @Nullable Vertx vertx;
    private @Nullable HttpServer server;

    public Console(ConsoleConfig config, Health health, Counters counters) {
        this.config = config;
        this.health = health;
        this.counters = counters;
    }

    /// Listens.
    ///
    /// @throws ConsoleException when the port is taken
    public void start() {
        Vertx engine =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(1)
                                .setWorkerPoolSize(1)
                                .setInternalBlockingPoolSize(1));
        vertx = engine;
        var listening =
                engine.createHttpServer(
                                new HttpServerOptions()
                                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                                        .setIdleTimeout(IDLE_SECONDS))
                        .requestHandler(this::answer)
                        .listen(config.port(), config.host())
                        .toCompletionStage()
                        .toCompletableFuture();
        try {
            server = listening.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new ConsoleException(
                    "http.port = %d cannot be listened on (%s). Stop the other program or set"
                                    .formatted(config.port(), e.getMessage())
                            + " http.port (0 picks a free one).",
                    e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new ConsoleException("interrupted while starting the HTTP server", e);
        }
    }

    /// The port it listens on, also when a free one was asked for.
    ///
    /// @throws IllegalStateException before [#start]
    public int port() {
        HttpServer running = server;
        if (running == null) {
            throw new IllegalStateException("the HTTP server is not started");
        }
        return running.actualPort();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response =
                request.response()
                        .putHeader("Content-Type", "application/json; charset=utf-8")
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .putHeader("Cache-Control", "no-store");
        // A name that resolves to loopback must not let a foreign page in (DNS rebinding).
        if (!isOurName(request.authority() == null ? "" : request.authority().host())) {
            response.setStatusCode(403).end("{\"error\": \"this host name is not served\"}");
        } else if (!Set.of(HttpMethod.GET, HttpMethod.HEAD).contains(request.method())) {
            response.setStatusCode(405).putHeader("Allow", "GET, HEAD").end("{}");
        } else {
            switch (request.path()) {
                case null -> response.setStatusCode(400).end("{}");
                case "/health/live" -> response.end("{\"status\": \"up\"}");
                case "/health/ready" ->
                        response.setStatusCode(health.isReady() ? 200 : 503).end(readiness());
                default -> response.setStatusCode(404).end("{\"error\": \"not found\"}");
            }
        }
    }

    private boolean isOurName(String host) {
        return host.equals(config.host())
                || Set.of("localhost", "127.0.0.1", "[::1]", "::1").contains(host);
    }

    private String readiness() {
        ObjectNode body = json.createObjectNode();
        body.put("status", health.isReady() ? "ready" : "not ready");
        ObjectNode parts = body.putObject("parts");
        health.parts()
                .forEach((name, part) ->
                        parts.putObject(name)
                                .put("ready", part.ready())
                                .put("detail", part.detail()));
        ObjectNode counts = body.putObject("counts");
        counters.all().forEach(counts::put);
        return body.toPrettyString();
    }

    /// Idempotent.
    @Override
    public void close() {
        Vertx engine = vertx;
        vertx = null;
        server = null;
        if (engine != null) {
            try {
                engine.close().toCompletionStage().toCompletableFuture().get(2, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new ConsoleException("the HTTP server did not stop", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

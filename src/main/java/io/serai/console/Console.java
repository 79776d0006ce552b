package io.serai.console;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The gateway's HTTP server: the page, what it and programs ask and command below `/api/`, health, and
/// MQTT over WebSocket. Requests below `/api/` run at most 8 at a time, on threads of their own. Thread-safe.
public final class Console implements AutoCloseable {

    static final int MOST_AT_ONCE = 8;
    static final int MOST_WAITING = 64;

    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int MAX_FRAME_BYTES = 10_000_000;
    private static final long START_SECONDS = 10;

    /// What takes longer goes on, and its answer is not waited for.
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    private static final int IDLE_SECONDS = 75; // longer than an answer may take
    private static final long THREAD_IDLE_SECONDS = 30;

    private final ConsoleConfig config;
    private final Offer offer;
    private final Gatekeeper gatekeeper;
    private final Duration answerLimit;
    private @Nullable Vertx vertx;
    private @Nullable HttpServer server;
    private @Nullable ThreadPoolExecutor workers;

    /// What is served.
    ///
    /// @param parts of `/api/`
    /// @param channels that pages follow
    /// @param broker `tcp://host:port` of the gateway's broker for pages that speak MQTT; empty while there
    ///     is none that can be reached so
    /// @param origins further pages that may speak MQTT, see [io.serai.mqtt.WebSocketDoor]
    public record Offer(
            HealthApi health,
            List<ApiPart> parts,
            List<LiveChannel> channels,
            Supplier<Optional<URI>> broker,
            List<String> origins) {

        public Offer {
            parts = List.copyOf(parts);
            channels = List.copyOf(channels);
            origins = List.copyOf(origins);
        }

        /// For the gateway's own pages only.
        public Offer(
                HealthApi health,
                List<ApiPart> parts,
                List<LiveChannel> channels,
                Supplier<Optional<URI>> broker) {
            this(health, parts, channels, broker, List.of());
        }
    }

    /// @param token that whoever commands has to send
    public Console(ConsoleConfig config, Offer offer, String token) {
        this(config, offer, token, ANSWER_LIMIT);
    }

    Console(ConsoleConfig config, Offer offer, String token, Duration answerLimit) {
        this.config = config;
        this.offer = offer;
        this.answerLimit = answerLimit;
        gatekeeper = new Gatekeeper(config.host(), token);
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
        var threads =
                new ThreadPoolExecutor(
                        MOST_AT_ONCE,
                        MOST_AT_ONCE,
                        THREAD_IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MOST_WAITING),
                        Thread.ofPlatform().daemon().name("console-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        workers = threads;
        var front = new Front(config, offer, gatekeeper, this::port, engine, threads, answerLimit);
        var listening =
                engine.createHttpServer(
                                new HttpServerOptions()
                                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                                        .setIdleTimeout(IDLE_SECONDS)
                                        .setHttp2ClearTextEnabled(false)
                                        .setMaxWebSocketFrameSize(MAX_FRAME_BYTES)
                                        .setMaxWebSocketMessageSize(MAX_FRAME_BYTES)
                                        .setWebSocketSubProtocols(List.of("mqtt", "mqttv3.1")))
                        .requestHandler(front::take)
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

    /// Where it answers, for people and programs of this machine.
    public String url() {
        String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        return "http://" + host + ":" + port();
    }

    /// Idempotent. What was commanded goes on.
    @Override
    public void close() {
        Vertx engine = vertx;
        ThreadPoolExecutor threads = workers;
        vertx = null;
        server = null;
        workers = null;
        if (threads != null) {
            threads.shutdown();
        }
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

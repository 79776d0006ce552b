package io.serai.console;

import io.serai.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The gateway's HTTP server: health, and what is asked of flows and done with them. Requests about
/// flows run at most 8 at a time, on threads of their own. Thread-safe.
public final class Console implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);

    static final int MOST_AT_ONCE = 8;
    static final int MOST_BODY_BYTES = 10_000_000;

    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final long START_SECONDS = 10;

    /// A body that takes longer is not waited for.
    private static final long BODY_MS = 10_000;

    /// What takes longer goes on, and its answer is not waited for.
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    private static final int IDLE_SECONDS = 75; // longer than an answer may take
    private static final long THREAD_IDLE_SECONDS = 30;

    private final ConsoleConfig config;
    private final HealthApi health;
    private final FlowApi flows;
    private final Gatekeeper gatekeeper;
    private final Duration answerLimit;
    private @Nullable Vertx vertx;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService workers;

    /// @param token that whoever commands has to send
    public Console(ConsoleConfig config, HealthApi health, FlowApi flows, String token) {
        this(config, health, flows, token, ANSWER_LIMIT);
    }

    Console(
            ConsoleConfig config,
            HealthApi health,
            FlowApi flows,
            String token,
            Duration answerLimit) {
        this.config = config;
        this.health = health;
        this.flows = flows;
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
        ExecutorService threads =
                new ThreadPoolExecutor(
                        0,
                        MOST_AT_ONCE,
                        THREAD_IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform().daemon().name("console-", 0).factory());
        workers = threads;
        var listening =
                engine.createHttpServer(
                                new HttpServerOptions()
                                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                                        .setIdleTimeout(IDLE_SECONDS)
                                        .setHttp2ClearTextEnabled(false))
                        .requestHandler(request -> answer(new Call(request, engine), threads))
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

    private void answer(Call call, ExecutorService threads) {
        HttpServerRequest request = call.request();
        String path = request.path() == null ? "" : request.path();
        try {
            gatekeeper.admit(request);
            if (path.startsWith(ApiRequest.PREFIX)) {
                gatekeeper.admitCommand(request);
                call.readBody(MOST_BODY_BYTES, BODY_MS, body -> work(call, body, threads));
                return;
            }
        } catch (RefusedException e) {
            call.answer(e.answer());
            return;
        }
        ApiAnswer answer = health.answer(path);
        if (answer == null) {
            call.answer(ApiAnswer.error(404, "not found"));
        } else if (!Gatekeeper.isReading(request)) {
            call.answer(ApiAnswer.error(405, "only GET is served here"));
        } else {
            call.answer(answer);
        }
    }

    private void work(Call call, byte[] body, ExecutorService threads) {
        call.limit(
                answerLimit.toMillis(),
                ApiAnswer.error(
                        504,
                        "This takes longer than %d s. It goes on; look again later."
                                .formatted(answerLimit.toSeconds())));
        try {
            threads.execute(() -> call.answer(flowAnswer(call.request(), body)));
        } catch (RejectedExecutionException _) {
            call.answer(
                    ApiAnswer.error(
                            503,
                            "%d requests are under way, which is the most at a time. Try again."
                                    .formatted(MOST_AT_ONCE)));
        }
    }

    private ApiAnswer flowAnswer(HttpServerRequest request, byte[] body) {
        try {
            return flows.answer(
                    ApiRequest.of(request.method().name(), String.valueOf(request.uri()), body));
        } catch (RefusedException e) {
            return e.answer();
        } catch (StoreException e) {
            return ApiAnswer.error(500, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("{} {} failed.", request.method(), request.path(), e);
            return ApiAnswer.error(500, "The gateway failed at this; its log says why.");
        }
    }

    /// Idempotent. What was commanded goes on.
    @Override
    public void close() {
        Vertx engine = vertx;
        ExecutorService threads = workers;
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

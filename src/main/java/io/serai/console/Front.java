package io.serai.console;

import io.serai.mqtt.WebSocketDoor;
import io.serai.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;

/// Where requests come in: each is looked at, then goes to who answers it. Confined to the event loop.
final class Front {

    private static final Logger LOG = LoggerFactory.getLogger(Front.class);

    static final int MOST_BODY_BYTES = 10_000_000;
    static final int MOST_PAGES = 64;

    /// A body that takes longer is not waited for.
    private static final long BODY_MS = 10_000;

    private static final String LIVE = "/api/live";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    /// Nothing but the gateway's own files, and no inline script or style.
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final Console.Offer offer;
    private final Gatekeeper gatekeeper;
    private final Vertx engine;
    private final Executor workers;
    private final Duration answerLimit;
    private final ApiRoutes routes = new ApiRoutes();
    private final Map<String, LiveChannel> channels = new LinkedHashMap<>();
    private final PageFiles pageFiles = new PageFiles();
    private final WwwFiles wwwFiles;
    private final MqttTunnel tunnel;
    private final WebSocketDoor mqttDoor;
    private int pages;

    Front(
            ConsoleConfig config,
            Console.Offer offer,
            Gatekeeper gatekeeper,
            IntSupplier port,
            Vertx engine,
            Executor workers,
            Duration answerLimit) {
        this.offer = offer;
        this.gatekeeper = gatekeeper;
        this.engine = engine;
        this.workers = workers;
        this.answerLimit = answerLimit;
        wwwFiles = new WwwFiles(config.www());
        tunnel = new MqttTunnel(engine, offer.broker());
        mqttDoor = new WebSocketDoor(config.host(), true, offer.origins(), port);
        offer.parts().forEach(each -> each.addTo(routes));
        offer.channels().forEach(each -> channels.put(each.name(), each));
    }

    void take(HttpServerRequest request) {
        var call = new Call(request, engine);
        String path = request.path() == null ? "" : request.path();
        try {
            if (path.equals(MqttTunnel.PATH)) {
                admitToMqtt(request);
            } else {
                gatekeeper.admit(request);
            }
            if (path.equals(LIVE) || path.equals(MqttTunnel.PATH)) {
                takeSocket(call, path);
            } else if (path.startsWith(ApiRequest.PREFIX)) {
                gatekeeper.admitCommand(request);
                call.readBody(MOST_BODY_BYTES, BODY_MS, body -> work(call, body));
            } else {
                serve(call, path);
            }
        } catch (RefusedException e) {
            call.answer(e.answer());
        }
    }

    private void admitToMqtt(HttpServerRequest request) {
        String why =
                mqttDoor.refusal(
                        request.headers().getAll(HttpHeaders.HOST),
                        request.headers().getAll(HttpHeaders.ORIGIN));
        if (why != null) {
            throw new RefusedException(403, why, List.of());
        }
    }

    private void takeSocket(Call call, String path) {
        HttpServerRequest request = call.request();
        if (!request.headers().contains(HttpHeaders.UPGRADE, "websocket", true)) {
            call.answer(ApiAnswer.error(426, "only a WebSocket is served here"));
        } else if (pages >= MOST_PAGES) {
            call.answer(ApiAnswer.error(503, "%d pages are open already".formatted(pages)));
        } else if (path.equals(MqttTunnel.PATH) && !tunnel.leadsSomewhere()) {
            call.answer(
                    ApiAnswer.error(
                            503,
                            "The gateway's broker cannot be reached this way: it is away, or an"
                                    + " outside one with TLS."));
        } else {
            pages++;
            request.toWebSocket()
                    .onSuccess(socket -> {
                        if (path.equals(LIVE)) {
                            new LiveSocket(socket, engine, workers, channels, () -> pages--)
                                    .begin();
                        } else {
                            tunnel.carry(socket, () -> pages--);
                        }
                    })
                    .onFailure(_ -> pages--);
        }
    }

    private void serve(Call call, String path) {
        ApiAnswer answer = offer.health().answer(path);
        if (answer != null) {
            call.answer(
                    Gatekeeper.isReading(call.request())
                            ? answer
                            : ApiAnswer.error(405, "only GET is served here"));
            return;
        }
        if (!Gatekeeper.isReading(call.request())) {
            call.answer(ApiAnswer.error(405, "only GET is served here"));
            return;
        }
        if (path.equals(HealthApi.METRICS)) {
            onWorker(call, () -> call.answer(offer.health().metrics()));
            return;
        }
        boolean takesGzip = takesGzip(call.request());
        onWorker(
                call,
                () -> {
                    if (path.startsWith(WwwFiles.PREFIX)) {
                        Path file = wwwFiles.find(path);
                        engine.runOnContext(_ -> sendWww(call, file));
                        return;
                    }
                    PageFile file = pageFiles.find(path);
                    if (file == null) {
                        call.answer(ApiAnswer.error(404, "not found"));
                        return;
                    }
                    byte[] content = file.content(takesGzip);
                    engine.runOnContext(_ -> sendPage(call, path, file, content));
                });
    }

    private static void sendWww(Call call, @Nullable Path file) {
        if (file == null) {
            call.answer(ApiAnswer.error(404, "not found"));
            return;
        }
        HttpServerResponse response = call.request().response();
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-cache");
        var _ = response.sendFile(file.toString());
    }

    private static boolean takesGzip(HttpServerRequest request) {
        String accepted = request.getHeader("Accept-Encoding");
        return accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
    }

    private void sendPage(Call call, String path, PageFile file, byte[] content) {
        HttpServerRequest request = call.request();
        HttpServerResponse response = request.response();
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Content-Security-Policy", CONTENT_POLICY)
                .putHeader("Content-Type", file.type())
                .putHeader("ETag", file.etag())
                .putHeader("Vary", "Accept-Encoding")
                .putHeader("Cache-Control", PageFile.isForEver(path) ? FOR_EVER : "no-cache");
        if (file.isIndex()) {
            response.putHeader("Set-Cookie", gatekeeper.pageCookie(request));
        }
        if (file.etag().equals(request.getHeader("If-None-Match"))) {
            var _ = response.setStatusCode(304).end();
            return;
        }
        if (file.isCompressed() && takesGzip(request)) {
            response.putHeader("Content-Encoding", "gzip");
        }
        var _ = response.end(Buffer.buffer(content));
    }

    private void work(Call call, byte[] body) {
        call.limit(
                answerLimit.toMillis(),
                ApiAnswer.error(
                        504,
                        "This takes longer than %d s. It goes on; look again later."
                                .formatted(answerLimit.toSeconds())));
        HttpServerRequest request = call.request();
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(each ->
                        headers.put(each.getKey().toLowerCase(Locale.ROOT), each.getValue()));
        String method = request.method().name();
        String target = String.valueOf(request.uri());
        onWorker(call, () -> call.answer(answer(method, target, headers, body)));
    }

    private void onWorker(Call call, Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException _) {
            call.answer(
                    ApiAnswer.error(
                            503,
                            "%d requests are under way and %d wait, which is the most. Try again."
                                    .formatted(Console.MOST_AT_ONCE, Console.MOST_WAITING)));
        }
    }

    @SuppressWarnings("IllegalCatch") // an error must not leave the caller without an answer
    private ApiAnswer answer(
            String method, String target, Map<String, String> headers, byte[] body) {
        try {
            return routes.answer(ApiRequest.of(method, target, headers, body));
        } catch (RefusedException e) {
            return e.answer();
        } catch (StoreException e) {
            return ApiAnswer.error(500, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.error("{} {} failed.", method, target.replaceFirst("\\?.*", ""), e);
            return ApiAnswer.error(500, "The gateway failed at this; its log says why.");
        }
    }
}

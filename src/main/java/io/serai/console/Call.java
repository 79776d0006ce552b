package io.serai.console;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// One request until its answer is sent: the first answer that is given, from any thread; later ones are
/// of no use to anybody.
final class Call {

    private static final int TOO_LARGE = 413;
    private static final int TOO_SLOW = 408;

    private final HttpServerRequest request;
    private final Vertx engine;
    private final Context context;
    private final AtomicBoolean answered = new AtomicBoolean();

    /// To be made on the event loop.
    Call(HttpServerRequest request, Vertx engine) {
        this.request = request;
        this.engine = engine;
        context = engine.getOrCreateContext();
    }

    HttpServerRequest request() {
        return request;
    }

    /// Hands over the whole body, on the event loop, unless it is larger than `most` bytes or slower than
    /// `limitMillis`; that is answered, and the connection closed.
    void readBody(int most, long limitMillis, Consumer<byte[]> then) {
        Buffer body = Buffer.buffer();
        long timer =
                engine.setTimer(
                        limitMillis, _ -> refuseRest(TOO_SLOW, "the body did not come in time"));
        request.handler(part -> {
            if (body.length() + part.length() > most) {
                engine.cancelTimer(timer);
                refuseRest(TOO_LARGE, "the body is larger than %d bytes".formatted(most));
            } else if (!answered.get()) {
                body.appendBuffer(part);
            }
        });
        request.exceptionHandler(_ -> engine.cancelTimer(timer)); // the caller has gone
        request.endHandler(_ -> {
            if (engine.cancelTimer(timer) && !answered.get()) {
                then.accept(body.getBytes());
            }
        });
    }

    private void refuseRest(int status, String why) {
        request.response().putHeader("Connection", "close");
        answer(ApiAnswer.error(status, why));
    }

    /// Answers in the place of whoever does not within `millis`.
    void limit(long millis, ApiAnswer otherwise) {
        long timer = engine.setTimer(millis, _ -> answer(otherwise));
        request.response().endHandler(_ -> engine.cancelTimer(timer));
    }

    void answer(ApiAnswer answer) {
        if (answered.compareAndSet(false, true)) {
            context.runOnContext(_ -> send(answer));
        }
    }

    private void send(ApiAnswer answer) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return; // the caller has gone
        }
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", answer.contentType());
        answer.headers().forEach(response::putHeader);
        response.setStatusCode(answer.status()).end(Buffer.buffer(answer.content()));
        if ("close".equals(response.headers().get("Connection"))) {
            request.connection().close();
        }
    }
}

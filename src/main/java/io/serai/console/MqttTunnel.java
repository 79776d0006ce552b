package io.serai.console;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/// MQTT over WebSocket at `/mqtt` on the page's own port: the bytes go on to the gateway's broker as they
/// are, both ways, each as fast as the other side takes them. Confined to the event loop.
final class MqttTunnel {

    static final String PATH = "/mqtt";

    private static final int CONNECT_MS = 5000;
    private static final long PING_MS = 30_000; // less than the server's idle time
    private static final short GOING_AWAY = 1001;
    private static final short TRY_AGAIN = 1013;

    private final Vertx engine;
    private final NetClient client;
    private final Supplier<Optional<URI>> broker;

    /// @param broker `tcp://host:port`; empty when there is none that can be reached so
    MqttTunnel(Vertx engine, Supplier<Optional<URI>> broker) {
        this.engine = engine;
        this.broker = broker;
        client =
                engine.createNetClient(
                        new NetClientOptions().setConnectTimeout(CONNECT_MS).setTcpNoDelay(true));
    }

    /// Whether there is a broker to reach.
    boolean leadsSomewhere() {
        return broker.get().isPresent();
    }

    /// @param ended told when the page has gone
    void carry(ServerWebSocket page, Runnable ended) {
        page.closeHandler(_ -> ended.run());
        page.pause(); // until the broker listens
        URI target = broker.get().orElseThrow();
        client.connect(target.getPort(), target.getHost())
                .onSuccess(socket -> join(page, socket, ended))
                .onFailure(_ -> {
                    var _ = page.close(TRY_AGAIN, "the broker cannot be reached");
                });
    }

    private void join(ServerWebSocket page, NetSocket socket, Runnable ended) {
        long pinging =
                engine.setPeriodic(
                        PING_MS,
                        _ -> {
                            if (!page.isClosed()) {
                                var _ = page.writePing(Buffer.buffer("serai"));
                            }
                        });
        page.handler(data -> {
            var _ = socket.write(data);
            if (socket.writeQueueFull()) {
                page.pause();
                socket.drainHandler(_ -> page.resume());
            }
        });
        socket.handler(data -> {
            if (page.isClosed()) {
                return; // the connection to the broker is about to end as well
            }
            var _ = page.writeBinaryMessage(data);
            if (page.writeQueueFull()) {
                socket.pause();
                page.drainHandler(_ -> socket.resume());
            }
        });
        page.exceptionHandler(_ -> {
            var _ = socket.close();
        });
        socket.exceptionHandler(_ -> {
            var _ = socket.close();
        });
        page.closeHandler(_ -> {
            engine.cancelTimer(pinging);
            ended.run();
            var _ = socket.close();
        });
        socket.closeHandler(_ -> {
            if (!page.isClosed()) {
                var _ = page.close(GOING_AWAY, "the broker closed the connection");
            }
        });
        page.resume();
    }
}

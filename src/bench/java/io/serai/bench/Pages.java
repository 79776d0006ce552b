package io.serai.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// Open pages of the console, as far as the gateway can tell: a WebSocket each that follows what the page
/// follows and takes every frame at once. What a browser would do with them is not done, because it would
/// use the processors that are measured.
final class Pages implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Where a frame says that the wish was refused: `{"sub":1,"error":`.
    private static final int AFTER_NUMBER = 16;

    /// A kind of page.
    ///
    /// @param followed channels with what is wished of them, `FLOW` for the flow that it looks at
    record Kind(List<String> followed) {
        static final Kind HOUSE = of(channel("flows", "{}"), channel("stats", "{}"));
        static final Kind FLOW =
                of(
                        channel("flows", "{}"),
                        channel("stats", "{}"),
                        channel("values", "{\"flow\":\"FLOW\"}"),
                        channel("log", "{\"flow\":\"FLOW\"}"));
        static final Kind RUNS =
                of(channel("failures", "{}"), channel("runs", "{\"flow\":\"FLOW\"}"));
        static final Kind DASHBOARD = of(channel("widgets", "{}"), channel("dashboard", "{}"));
        static final Kind ALL_TOPICS = of(channel("topics", "{\"filter\":\"#\"}"));

        private static Kind of(String... channels) {
            return new Kind(
                    Stream.concat(Stream.of(channel("system", "{}")), Stream.of(channels))
                            .toList());
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<WebSocket> sockets = new ArrayList<>();
    private final LongAdder characters = new LongAdder();
    private final LongAdder errors = new LongAdder();

    /// @param port of the gateway's console
    /// @param flow that some of them look at
    static Pages open(int port, String flow, List<Kind> kinds) {
        var pages = new Pages();
        try {
            for (Kind kind : kinds) {
                pages.add(port, kind.followed, flow);
            }
            return pages;
        } catch (CompletionException e) {
            pages.close();
            throw new BenchException("no page can be opened: " + e.getMessage(), e);
        }
    }

    private static String channel(String name, String wish) {
        return "\"channel\":\"%s\",\"wish\":%s".formatted(name, wish);
    }

    private void add(int port, List<String> followed, String flow) {
        WebSocket socket =
                client.newWebSocketBuilder()
                        .connectTimeout(PATIENCE)
                        .buildAsync(
                                URI.create("ws://127.0.0.1:%d/api/live".formatted(port)),
                                new Reader())
                        .join();
        sockets.add(socket);
        int number = 0;
        for (String each : followed) {
            number++;
            socket.sendText("{\"sub\":%d,%s}".formatted(number, each.replace("FLOW", flow)), true)
                    .join();
        }
    }

    /// How much all of them were told so far.
    long characters() {
        return characters.sum();
    }

    /// How many wishes were refused or connections lost.
    long errors() {
        return errors.sum();
    }

    private final class Reader implements WebSocket.Listener {

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            characters.add(data.length());
            int error = data.toString().indexOf("\"error\":");
            if (error >= 0 && error < AFTER_NUMBER) {
                errors.increment(); // of the frame, not of something that it tells of
            }
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            errors.increment();
        }
    }

    @Override
    public void close() {
        sockets.forEach(WebSocket::abort);
        client.shutdownNow();
    }
}

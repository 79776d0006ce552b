package io.serai.device.counterfit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Answers as the CounterFit app does, `text/html` and all, and can go down and come back.
final class CounterFitStandIn implements AutoCloseable {

    final List<String> requests = new CopyOnWriteArrayList<>();
    final Map<Integer, String> sensors = new ConcurrentHashMap<>();
    private volatile CountDownLatch stalled = new CountDownLatch(0);
    private int port;
    private HttpServer server;

    CounterFitStandIn() {
        up();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void up() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    void down() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String uri = exchange.getRequestURI().toString();
        requests.add((exchange.getRequestMethod() + " " + uri + " " + body).strip());
        if (uri.startsWith("/sensor_value?port=")) {
            int pin = Integer.parseInt(uri.substring(uri.indexOf('=') + 1));
            String value = sensors.get(pin);
            if (value == null) {
                send(exchange, 404, "Sensor with port " + pin + " not found");
            } else {
                send(exchange, 200, value);
            }
        } else {
            send(exchange, 200, "OK");
        }
    }

    private void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            awaitFlow();
            out.write(bytes);
        }
    }

    /// Sends headers and then nothing, until [#flow].
    void stall() {
        stalled = new CountDownLatch(1);
    }

    void flow() {
        stalled.countDown();
    }

    private void awaitFlow() throws IOException {
        try {
            if (!stalled.await(20, TimeUnit.SECONDS)) {
                throw new IOException("the test never let the answer flow");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        flow();
        down();
    }
}

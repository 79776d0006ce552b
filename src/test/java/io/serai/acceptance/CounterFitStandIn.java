package io.serai.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers as the CounterFit app does: JSON under `text/html`, 404 with plain text for a sensor that
/// was not created. One sensor on port 0, one actuator on port 5.
final class CounterFitStandIn implements AutoCloseable {

    private static final int MISSING = -1;

    private final List<String> actuatorCalls = new CopyOnWriteArrayList<>();
    private final AtomicInteger connects = new AtomicInteger();
    private final AtomicInteger sensor = new AtomicInteger(MISSING);
    private final int port;
    private HttpServer server;

    private CounterFitStandIn(int port) {
        this.port = port;
    }

    static CounterFitStandIn start() {
        var app = new CounterFitStandIn(RunningGateway.freePort());
        app.open();
        return app;
    }

    /// Starts the app, again after [#close].
    void open() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            switch (call) {
                case "POST /connect" -> {
                    connects.incrementAndGet();
                    send(exchange, 200, "OK");
                }
                case "GET /sensor_value?port=0" -> {
                    int value = sensor.get();
                    if (value == MISSING) {
                        send(exchange, 404, "Sensor with port 0 not found");
                    } else {
                        send(exchange, 200, "{\"value\": " + value + "}");
                    }
                }
                case "POST /actuator_value?port=5" -> {
                    actuatorCalls.add(body);
                    send(exchange, 200, "OK");
                }
                default -> send(exchange, 404, "not here: " + call);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void showLight(int value) {
        sensor.set(value);
    }

    void removeSensor() {
        sensor.set(MISSING);
    }

    int connects() {
        return connects.get();
    }

    /// The bodies posted to the actuator so far.
    List<String> actuatorCalls() {
        return List.copyOf(actuatorCalls);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

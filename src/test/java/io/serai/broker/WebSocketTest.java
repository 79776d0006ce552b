package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.broker.TestClient.Received;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

class WebSocketTest {

    @RegisterExtension static final RunningBroker BROKER = new RunningBroker();

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "mqttv3.1"})
    void handshakeAgreesOnTheSubprotocol(String subprotocol) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            WebSocket socket =
                    http.newWebSocketBuilder()
                            .subprotocols(subprotocol)
                            .buildAsync(
                                    URI.create(BROKER.websocketUrl()), new WebSocket.Listener() {})
                            .get(10, TimeUnit.SECONDS);

            assertThat(socket.getSubprotocol()).isEqualTo(subprotocol);
            socket.abort();
        }
    }

    @Test
    void qos2AndRetainCrossFromPageToDevice() {
        TestClient page = BROKER.websocketClient();
        page.publish("slider", "37", 2, true);

        TestClient device = BROKER.client();
        device.subscribe("slider", 2);
        assertThat(device.next()).isEqualTo(new Received("slider", "37", 2, true));
        page.publish("slider", "38", 2, true);

        assertThat(device.next()).isEqualTo(new Received("slider", "38", 2, false));
    }

    @Test
    void qos2CrossesFromDeviceToPage() {
        TestClient page = BROKER.websocketClient();
        page.subscribe("to-page", 2);

        BROKER.publisher().publish("to-page", "x", 2, false);

        assertThat(page.next()).isEqualTo(new Received("to-page", "x", 2, false));
    }

    @Test
    void closedPageSendsItsWill() {
        TestClient watcher = BROKER.client();
        watcher.subscribe("page-will", 1);
        TestClient page =
                BROKER.opened(
                        TestClient.connect(
                                BROKER.websocketUrl(),
                                "closing-page",
                                true,
                                options ->
                                        options.setWill(
                                                "page-will",
                                                "gone".getBytes(StandardCharsets.UTF_8),
                                                1,
                                                false)));

        page.die();

        assertThat(watcher.next().payload()).isEqualTo("gone");
    }

    @Test
    void qos0BurstReachesThePageInOrder() {
        TestClient page = BROKER.websocketClient();
        page.subscribe("steps", 0);
        TestClient publisher = BROKER.publisher();

        for (int i = 0; i < 60; i++) {
            publisher.publishAsync("steps", String.valueOf(i), 0, false);
        }

        assertThat(page.next(60))
                .extracting(Received::payload)
                .isSortedAccordingTo(Comparator.comparingInt(Integer::parseInt));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, , 101",
        "127.0.0.1, http://127.0.0.1:PORT, 101",
        "127.0.0.1, http://evil.example, 403",
        "evil.example, , 403",
        "evil.example, http://evil.example:PORT, 403",
    })
    void foreignPagesAreRefused(String host, @Nullable String origin, int status)
            throws IOException {
        int port = BROKER.broker().websocketPort();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            String named = origin == null ? "" : "Origin: " + origin + "\r\n";
            socket.getOutputStream()
                    .write(
                            """
                            GET /mqtt HTTP/1.1\r
                            Host: %s:PORT\r
                            %sConnection: Upgrade\r
                            Upgrade: websocket\r
                            Sec-WebSocket-Version: 13\r
                            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                            Sec-WebSocket-Protocol: mqtt\r
                            \r
                            """
                                    .formatted(host, named)
                                    .replace("PORT", String.valueOf(port))
                                    .getBytes(StandardCharsets.US_ASCII));

            assertThat(
                            new BufferedReader(
                                            new InputStreamReader(
                                                    socket.getInputStream(),
                                                    StandardCharsets.US_ASCII))
                                    .readLine())
                    .startsWith("HTTP/1.1 " + status);
        }
    }
}

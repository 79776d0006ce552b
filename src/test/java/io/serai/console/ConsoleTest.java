package io.serai.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.config.ConfigException;
import io.serai.config.ConfigReader;
import io.serai.observe.Counters;
import io.serai.observe.Health;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class ConsoleTest {

    private final Health health = new Health();
    private final Counters counters = new Counters();
    private final Console console =
            new Console(new ConsoleConfig("127.0.0.1", 0), health, counters);
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        console.start();
    }

    @AfterEach
    void stop() {
        console.close();
        client.close();
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void readyMeansThatEveryPartIs() throws Exception {
        health.up("broker", "listening");
        assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(200);

        health.down("flow tank", "routes/tank.camel.yaml:3: \"x\"");
        counters.add("flow.failures", "tank");
        HttpResponse<String> answer = send("GET", "/health/ready");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("routes/tank.camel.yaml:3: \\\"x\\\"", "\"flow.failures tank\" : 1");
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void nothingElseIsServed() throws Exception {
        assertThat(send("GET", "/").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/health/ready/x").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/health/ready").statusCode()).isEqualTo(405);
    }

    @Test
    void aForeignHostNameIsRefused() throws Exception {
        try (var socket =
                new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), console.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(
                            "GET /health/ready HTTP/1.1\r\nHost: evil.example\r\n\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            byte[] head = socket.getInputStream().readNBytes(12);

            assertThat(new String(head, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 403");
        }
    }

    @Test
    void aPortInUseIsToldWithTheRemedy() {
        var second = new Console(new ConsoleConfig("127.0.0.1", console.port()), health, counters);

        assertThatThrownBy(second::start)
                .isInstanceOf(ConsoleException.class)
                .hasMessageContaining("http.port = " + console.port())
                .hasMessageContaining("0 picks a free one");
    }

    @Test
    void anAddressBeyondLoopbackIsRefused() {
        var reader =
                new ConfigReader(Path.of("."), List.of(), Map.of(), List.of("--http.host=0.0.0.0"));
        ConsoleConfig.read(reader);

        ConfigException refused = catchThrowableOfType(ConfigException.class, reader::finish);

        assertThat(refused)
                .hasMessageContaining("http.host = 0.0.0.0")
                .hasMessageContaining("logins");
    }
}

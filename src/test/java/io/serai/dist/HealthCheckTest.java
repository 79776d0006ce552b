package io.serai.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import io.serai.testing.Programs;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// `docker/healthcheck.sh` before a server that is ready, not ready, absent or mute.
class HealthCheckTest {

    private static final Path SCRIPT = Path.of("docker/healthcheck.sh").toAbsolutePath();

    @TempDir Path scratch;

    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext(
                "/health/ready",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(status.get(), -1);
                    }
                });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void readyGatewayIsHealthy() throws Exception {
        Command check = check(gateway.getAddress().getPort());

        assertThat(check.exit()).as("%s", check).isZero();
        assertThat(check.out()).containsExactly("ready");
    }

    @Test
    void gatewayThatIsNotReadyIsUnhealthyAndTheAnswerIsTold() throws Exception {
        status.set(503);

        Command check = check(gateway.getAddress().getPort());

        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out()).singleElement().asString().contains("503");
    }

    @Test
    void absentGatewayIsUnhealthy() throws Exception {
        int port = gateway.getAddress().getPort();
        gateway.stop(0);

        Command check = check(port);

        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out().getFirst()).contains("no answer", "/health/ready");
    }

    @Test
    void muteGatewayIsUnhealthyBeforeDockersTimeout() throws Exception {
        try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Command check = check(mute.getLocalPort());

            assertThat(check.exit()).isEqualTo(1);
            assertThat(check.out().getFirst()).contains("no answer");
        }
    }

    private Command check(int port) throws IOException, InterruptedException {
        Programs.require("bash");
        Map<String, String> environment =
                Map.of(
                        "PATH", System.getenv("PATH"),
                        "SERAI_HTTP_HOST", "0.0.0.0",
                        "SERAI_HTTP_PORT", String.valueOf(port));
        return Command.run(scratch, environment, List.of(SCRIPT.toString()));
    }
}

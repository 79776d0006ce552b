package io.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real Mosquitto on a free port of 127.0.0.1, with persistence. A test that makes one is skipped
/// where the program is not installed.
public final class Mosquitto implements AutoCloseable {

    private final Path folder;
    private final String program;
    private final int port;
    private @Nullable Process process;

    /// Not yet running.
    ///
    /// @param extra more lines of its configuration file, such as `protocol websockets`
    public Mosquitto(Path folder, String... extra) throws IOException {
        this.folder = folder;
        program = program("mosquitto");
        port = freePort();
        var lines = new ArrayList<String>();
        if (List.of(extra).contains("protocol websockets")) {
            // Mosquitto 2.0.11 ends at once when all its listeners are WebSockets.
            lines.add("listener " + freePort() + " 127.0.0.1");
        }
        lines.addAll(
                List.of(
                        "listener " + port + " 127.0.0.1",
                        "persistence true",
                        "persistence_location " + folder + "/",
                        "user root",
                        "max_queued_messages 0",
                        "set_tcp_nodelay true"));
        lines.addAll(List.of(extra));
        if (Arrays.stream(extra).noneMatch(line -> line.startsWith("password_file"))) {
            lines.add("allow_anonymous true");
        }
        Files.write(folder.resolve("mosquitto.conf"), lines);
    }

    public static Mosquitto started(Path folder, String... extra) throws IOException {
        var mosquitto = new Mosquitto(folder, extra);
        mosquitto.start();
        return mosquitto;
    }

    /// A password file with one user.
    public static Path passwordFile(Path folder, String user, String password)
            throws IOException, InterruptedException {
        Path file = folder.resolve("passwords");
        Process made =
                new ProcessBuilder(
                                program("mosquitto_passwd"),
                                "-b",
                                "-c",
                                file.toString(),
                                user,
                                password)
                        .redirectErrorStream(true)
                        .start();
        assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
        return file;
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public void start() throws IOException {
        process =
                new ProcessBuilder(program, "-c", folder.resolve("mosquitto.conf").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("mosquitto.log").toFile())
                        .start();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        return socket.isConnected();
                    } catch (IOException _) {
                        return false;
                    }
                });
    }

    /// In an orderly way: it keeps its sessions.
    public void stop() {
        end(false);
    }

    public void kill() {
        end(true);
    }

    private void end(boolean forcibly) {
        Process running = process;
        if (running == null) {
            return;
        }
        process = null;
        if (forcibly) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        running.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
    }

    /// For a second listener.
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String program(String name) {
        return Programs.require(name).toString();
    }
}

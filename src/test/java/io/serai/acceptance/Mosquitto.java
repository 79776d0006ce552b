package io.serai.acceptance;

import io.serai.testing.Programs;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A Mosquitto of a test's own, which keeps sessions and retained messages over a restart.
final class Mosquitto implements AutoCloseable {

    private final Path program;
    private final Path conf;
    private final Path log;
    private final int port;
    private Process process;

    private Mosquitto(Path program, Path folder, int port) {
        this.program = program;
        this.conf = folder.resolve("mosquitto.conf");
        this.log = folder.resolve("mosquitto.log");
        this.port = port;
    }

    static Mosquitto start(Path folder) {
        var mosquitto =
                new Mosquitto(Programs.require("mosquitto"), folder, RunningGateway.freePort());
        try {
            // As root it would become user mosquitto, who may not write to a temporary folder.
            Files.writeString(
                    mosquitto.conf,
                    """
                    listener %d 127.0.0.1
                    allow_anonymous true
                    persistence true
                    persistence_location %s/
                    user %s
                    """
                            .formatted(mosquitto.port, folder, System.getProperty("user.name")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mosquitto.start();
        return mosquitto;
    }

    int port() {
        return port;
    }

    /// Starts it, again after [#stop], and waits until it listens.
    void start() {
        try {
            process =
                    new ProcessBuilder(program.toString(), "-c", conf.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("mosquitto listens; it says in " + log)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(this::listens);
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("mosquitto did not stop within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}

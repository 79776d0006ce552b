package io.serai.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The outside broker, with settings under which it limits neither engine: no persistence, no Nagle, and
/// neither window nor queue bounded (by default it drops what a client has not taken after 1000).
final class Mosquitto implements AutoCloseable {

    private final Program program;
    private final int port;

    private Mosquitto(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    static Optional<Path> installed() {
        return Installed.find("mosquitto", "/usr/sbin", "/usr/local/sbin");
    }

    static Mosquitto start(Path mosquitto, Path folder) {
        int port = Program.freePort();
        Path conf = folder.resolve("mosquitto.conf");
        try {
            Files.createDirectories(folder);
            // As root it would become user mosquitto, who may not read this folder.
            Files.writeString(
                    conf,
                    """
                    listener %d 127.0.0.1
                    allow_anonymous true
                    persistence false
                    set_tcp_nodelay true
                    max_inflight_messages 0
                    max_queued_messages 0
                    log_type error
                    user %s
                    """
                            .formatted(port, System.getProperty("user.name")));
        } catch (IOException e) {
            throw new BenchException("cannot write " + conf + ": " + e.getMessage(), e);
        }
        Program program =
                Program.start(
                        "mosquitto", folder, List.of(mosquitto.toString(), "-c", conf.toString()));
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!listens(port)) {
            if (System.nanoTime() > deadline) {
                program.close();
                throw new BenchException("mosquitto does not listen; see " + folder);
            }
            program.rest(Duration.ofMillis(20));
        }
        return new Mosquitto(program, port);
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    Program program() {
        return program;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        program.close();
    }
}

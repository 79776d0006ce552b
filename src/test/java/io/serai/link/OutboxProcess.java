package io.serai.link;

import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.Qos;
import io.serai.store.SqliteMessages;
import io.serai.time.SystemTimekeeper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A gateway's links in a process of their own, which publishes 0, 1, 2, ... to `a` and says each
/// number that was taken, until it is killed or its standard input ends.
public final class OutboxProcess implements AutoCloseable {

    private static final int WINDOW = 50;

    private final Process process;
    private final AtomicInteger taken = new AtomicInteger();
    private final CompletableFuture<Integer> exitCode;

    private OutboxProcess(Process process) {
        this.process = process;
        exitCode = process.onExit().thenApply(Process::exitValue);
    }

    /// What runs in that process.
    public static void main(String[] args) throws Exception {
        try (var time = new SystemTimekeeper();
                var messages = SqliteMessages.open(Path.of(args[1]), time, 10);
                var house = new House(House.config(args[0], "killed"), messages)) {
            MqttLink link = house.links.link(ConnectionSpec.SHARED);
            house.links.start();
            var ended = new AtomicBoolean();
            Thread.ofPlatform().daemon().start(() -> awaitEnd(ended));
            var room = new Semaphore(WINDOW);
            for (int i = 0; !ended.get(); i++) {
                room.acquire();
                var _ =
                        LinkContract.publish(link, "a", "" + i, Qos.AT_LEAST_ONCE)
                                .thenRun(() -> {
                                    System.out.println("taken");
                                    System.out.flush();
                                    room.release();
                                });
            }
        }
    }

    private static void awaitEnd(AtomicBoolean ended) {
        try {
            while (System.in.read() >= 0) {
                // nothing is said to it
            }
            ended.set(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static OutboxProcess publishing(String url, Path file) throws IOException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-Xmx128m",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        OutboxProcess.class.getName(),
                                        url,
                                        file.toString()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var started = new OutboxProcess(process);
        Thread.ofVirtual().start(started::listen);
        return started;
    }

    private void listen() {
        try (var output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals("taken")) {
                    taken.incrementAndGet();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int taken() {
        return taken.get();
    }

    public CompletableFuture<Integer> exitCode() {
        return exitCode;
    }

    /// In an orderly way.
    public void end() throws IOException {
        process.getOutputStream().close();
    }

    /// SIGKILL.
    public void kill() {
        process.destroyForcibly();
        exitCode.join();
    }

    @Override
    public void close() {
        kill();
    }
}

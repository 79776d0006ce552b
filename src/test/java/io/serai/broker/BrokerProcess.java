package io.serai.broker;

import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.observe.Counters;
import io.serai.observe.Health;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A broker in a process of its own, to be killed.
public final class BrokerProcess implements AutoCloseable {

    private static final String READY = "port ";

    private final Process process;
    private final int port;

    private BrokerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// What runs in that process; it ends when its standard input does.
    public static void main(String[] args) throws IOException {
        try (var broker =
                new Broker(
                        RunningBroker.onFreePorts(Persistence.FILE),
                        Path.of(args[0]),
                        RunningBroker.TIME,
                        new Health(),
                        new Counters())) {
            broker.start();
            System.out.println(READY + broker.port());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    public static BrokerProcess start(Path dataDir) throws Exception {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-Xmx256m",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        BrokerProcess.class.getName(),
                                        dataDir.toString()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> readPort(output, port));
        try {
            return new BrokerProcess(process, port.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /// Reads on after the port is known, so that the process never blocks on its log.
    private static void readPort(BufferedReader output, CompletableFuture<Integer> port) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(READY)) {
                    port.complete(Integer.valueOf(line.substring(READY.length())));
                }
            }
            port.completeExceptionally(new IOException("the broker process ended"));
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /// SIGKILL.
    public void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
    }
}

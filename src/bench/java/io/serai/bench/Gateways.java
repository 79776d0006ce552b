package io.serai.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Starts the packaged gateway, `bin/serai`, with default settings but for ports and folders.
final class Gateways {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    /// Of the topics of the gateway that is measured.
    private static final String PREFIX = "serai";

    private final Path home;
    private final Path folder;
    private final String prefix;

    /// @param home of the packaged gateway
    /// @param folder for routes, data and logs
    Gateways(Path home, Path folder) {
        this(home, folder, PREFIX);
    }

    private Gateways(Path home, Path folder, String prefix) {
        this.home = home;
        this.folder = folder;
        this.prefix = prefix;
    }

    /// The gateways of an earlier version beside these, with topics and folders of their own.
    Gateways earlier(Path itsHome) {
        return new Gateways(itsHome, folder.resolve("earlier"), "earlier");
    }

    /// Lays out the flows of the relay for a gateway.
    void copyRelay(String name) {
        Flows.copy("relay", routes(name), 1, text -> text.replace(PREFIX + "/", prefix + "/"));
    }

    /// A gateway under measurement.
    record Gateway(Deployment deployment, int httpPort) implements AutoCloseable {

        /// What `/health/ready` answers, as JSON.
        String health() {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:%d/health/ready".formatted(httpPort)))
                            .timeout(Duration.ofSeconds(10))
                            .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(request, BodyHandlers.ofString()).body();
            } catch (IOException e) {
                throw new BenchException("no health report: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchException("interrupted", e);
            }
        }

        @Override
        public void close() {
            deployment.close();
        }
    }

    Path routes(String name) {
        return folder.resolve(name).resolve("routes");
    }

    /// With its own broker inside.
    Gateway embedded(String name, String title, String persistence) {
        int port = Program.freePort();
        return start(
                name,
                title,
                port,
                List.of(),
                List.of(
                        "--broker.port=" + port,
                        "--broker.websocket-port=0",
                        "--broker.persistence=" + persistence));
    }

    /// On an outside broker.
    Gateway outside(String name, String title, Mosquitto broker) {
        return start(
                name,
                title,
                broker.port(),
                List.of(broker.program()),
                List.of(
                        "--broker.enabled=false",
                        "--mqtt.url=tcp://127.0.0.1:" + broker.port(),
                        "--mqtt.client-id=%s-%s".formatted(prefix, name)));
    }

    private Gateway start(
            String name, String title, int port, List<Program> beside, List<String> settings) {
        int httpPort = Program.freePort();
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/serai").toString());
        command.add("run");
        command.add("--http.port=" + httpPort);
        command.add("--routes.dir=" + routes(name));
        command.add("--data.dir=" + folder.resolve(name).resolve("data"));
        command.addAll(settings);
        if (!Files.isExecutable(Path.of(command.getFirst()))) {
            throw new BenchException(
                    command.getFirst() + " is missing. mvn -Pbench builds it first.");
        }
        Program program = Program.start(name, folder, command);
        try {
            program.awaitLog("Ready in", START_LIMIT);
            List<Program> all = new ArrayList<>(List.of(program));
            all.addAll(beside);
            return new Gateway(Deployment.settled(title, prefix, port, program, all), httpPort);
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }
}

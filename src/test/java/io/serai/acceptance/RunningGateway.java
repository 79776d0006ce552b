package io.serai.acceptance;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.testing.Programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The packaged gateway as a process of its own, as its owner runs it: `target/serai/bin/serai run`,
/// with ports, routes and data of this run.
public final class RunningGateway implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /// Mounts a file system of so many MB at a folder that nobody else sees, and becomes the program.
    private static final String ON_SMALL_DISK =
            "mount -t tmpfs -o size=\"$1\"m tmpfs \"$2\" && shift 2 && exec \"$@\"";

    private final Path folder;
    private final List<String> launcher;
    private final String javaOptions;
    private final List<String> settings;
    private final int brokerPort;
    private final int websocketPort;
    private final int httpPort;
    private Process process;
    private Path log;
    private int runs;

    private RunningGateway(
            Path folder, List<String> launcher, String javaOptions, List<String> settings) {
        this.folder = folder;
        this.launcher = launcher;
        this.javaOptions = javaOptions;
        List<Integer> ports = freePorts(3);
        this.brokerPort = ports.get(0);
        this.websocketPort = ports.get(1);
        this.httpPort = ports.get(2);
        this.settings = new ArrayList<>();
        this.settings.add("--broker.port=" + brokerPort);
        this.settings.add("--broker.websocket-port=" + websocketPort);
        this.settings.add("--http.port=" + httpPort);
        this.settings.add("--data.dir=" + folder.resolve("data"));
        this.settings.add("--routes.dir=" + routes());
        this.settings.addAll(settings);
    }

    /// A change that an owner makes to a route file.
    ///
    /// @param change from the file's text to the new one; empty removes the file
    public record RouteEdit(String file, UnaryOperator<String> change) {

        /// A file of the owner's own.
        public static RouteEdit add(String file, String text) {
            return new RouteEdit(file, _ -> text);
        }

        /// A shipped file that is there only when it is asked for; see [RunningGateway#start].
        public static RouteEdit shipped(String file) {
            return new RouteEdit(file, text -> text);
        }

        public static RouteEdit remove(String file) {
            return new RouteEdit(file, _ -> "");
        }

        /// Replaces a text that must stand in the file exactly once.
        public static RouteEdit replace(String file, String from, String to) {
            return new RouteEdit(
                    file,
                    text -> {
                        if (text.split(Pattern.quote(from), -1).length != 2) {
                            throw new IllegalArgumentException(
                                    "\"%s\" is not once in %s".formatted(from, file));
                        }
                        return text.replace(from, to);
                    });
        }
    }

    /// Starts the gateway in `folder` with a copy of the shipped routes, but for the one in Java: compiling it is
    /// nearly half of what a start costs. Tests that look at it have it with [RouteEdit#shipped].
    public static RunningGateway start(Path folder, String... settings) {
        return start(folder, new RouteEdit[0], settings);
    }

    /// Starts the gateway in `folder` with an edited copy of the shipped routes.
    public static RunningGateway start(Path folder, RouteEdit[] edits, String... settings) {
        return start(
                new RunningGateway(folder, List.of(), ClassArchive.reading(), List.of(settings)),
                edits);
    }

    /// Starts it with options of the JVM in place of those that make it start sooner.
    static RunningGateway startWith(String javaOptions, Path folder, RouteEdit... edits) {
        return start(new RunningGateway(folder, List.of(), javaOptions, List.of()), edits);
    }

    /// Starts the gateway with its data on a disk of so many MB, which ends with the process. The test is
    /// skipped where the system does not let us mount one.
    public static RunningGateway startOnSmallDisk(
            Path folder, int megabytes, RouteEdit[] edits, String... settings) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        List<String> launcher =
                List.of(
                        Programs.require("unshare").toString(),
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-c",
                        ON_SMALL_DISK,
                        "sh",
                        Integer.toString(megabytes),
                        data.toString());
        List<String> attempt = new ArrayList<>(launcher);
        attempt.add("true");
        Finished tried = Finished.run(attempt);
        assumeThat(tried.exitCode()).as("mounting a small disk: %s", tried.err()).isZero();
        return start(
                new RunningGateway(folder, launcher, ClassArchive.reading(), List.of(settings)),
                edits);
    }

    /// Starts it as one that may not read what the permissions of files forbid it, as root may.
    public static RunningGateway startUnprivileged(
            Path folder, RouteEdit[] edits, String... settings) {
        boolean root = "root".equals(System.getProperty("user.name"));
        List<String> launcher =
                root
                        ? List.of(
                                Programs.require("setpriv").toString(),
                                "--bounding-set=-dac_override,-dac_read_search")
                        : List.of();
        return start(
                new RunningGateway(folder, launcher, ClassArchive.reading(), List.of(settings)),
                edits);
    }

    private static RunningGateway start(RunningGateway gateway, RouteEdit[] edits) {
        copyShippedRoutes(gateway.routes(), edits);
        for (RouteEdit edit : edits) {
            gateway.edit(edit);
            gateway.removeTestsOf(edit.file());
        }
        try {
            gateway.start();
        } catch (RuntimeException | Error e) {
            gateway.close();
            throw e;
        }
        return gateway;
    }

    /// Changes a route file of this run.
    public void edit(RouteEdit edit) {
        Path file = routes().resolve(edit.file());
        try {
            String text = edit.change().apply(Files.exists(file) ? Files.readString(file) : "");
            if (text.isEmpty()) {
                Files.delete(file);
            } else {
                Files.writeString(file, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A shipped flow that is another from the start does not keep what the shipped one promises.
    private void removeTestsOf(String file) {
        if (!file.endsWith(".camel.yaml")) {
            return;
        }
        String tests = file.replace(".camel.yaml", ".test.yaml");
        try {
            Files.deleteIfExists(routes().resolve(tests));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What `GET /health/ready` answers.
    public Health health() {
        HttpResponse<String> answer = get("/health/ready");
        try {
            return new Health(answer.statusCode(), new ObjectMapper().readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it answers to `GET` of a path.
    public HttpResponse<String> get(String path) {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d%s".formatted(httpPort, path)))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// The gateway's word on itself.
    public record Health(int status, JsonNode body) {

        public boolean isReady() {
            return status == 200;
        }

        /// A count such as `flow.failures` of `nightlight`; 0 when nothing was counted.
        public long count(String name, String subject) {
            return body.path("counts").path(name + " " + subject).asLong(0);
        }

        /// What a part says of itself, such as `device nightlight-light`; empty when there is none.
        public String detail(String part) {
            return body.path("parts").path(part).path("detail").asText("");
        }

        /// The names of the parts that do not do their work.
        public List<String> partsDown() {
            List<String> down = new ArrayList<>();
            body.path("parts")
                    .properties()
                    .forEach(part -> {
                        if (!part.getValue().path("ready").asBoolean()) {
                            down.add(part.getKey());
                        }
                    });
            return down;
        }
    }

    /// Where the packaged gateway lies.
    public static Path home() {
        return Path.of(System.getProperty("serai.home", "target/serai")).toAbsolutePath();
    }

    private static void copyShippedRoutes(Path target, RouteEdit[] edits) {
        Set<String> asked = Arrays.stream(edits).map(RouteEdit::file).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(home().resolve("routes"))) {
            Files.createDirectories(target);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.endsWith(".java") || asked.contains(name)) {
                    Files.copy(file, target.resolve(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// This run's route files.
    public Path routes() {
        return folder.resolve("routes");
    }

    public Path data() {
        return folder.resolve("data");
    }

    /// The data as the running process sees it, on a small disk too.
    public Path dataInside() {
        return Path.of("/proc/%d/root%s".formatted(process.pid(), data().toAbsolutePath()));
    }

    public int brokerPort() {
        return brokerPort;
    }

    public int websocketPort() {
        return websocketPort;
    }

    public int httpPort() {
        return httpPort;
    }

    /// Starts it, again after a stop, and waits until it says it is ready.
    public void start() {
        launch();
        Waiting.until(
                START_LIMIT,
                () -> "the gateway to say that it is ready: " + log(),
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the gateway ended: " + log());
                    }
                    return log().contains("Ready in");
                });
        if (!process.isAlive()) {
            throw new AssertionError("the gateway ended: " + log());
        }
    }

    /// Starts it, and waits until it ends by itself.
    ///
    /// @return its exit code
    public int startAndAwaitEnd() {
        launch();
        Waiting.until(START_LIMIT, () -> "the gateway to end: " + log(), () -> !process.isAlive());
        return process.exitValue();
    }

    private void launch() {
        log = folder.resolve("gateway-" + ++runs + ".log");
        List<String> command = new ArrayList<>(launcher);
        command.add(home().resolve("bin/serai").toString());
        command.add("run");
        command.addAll(settings);
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SERAI_") && !name.contains("JAVA"));
        environment.merge("SERAI_JAVA_OPTS", javaOptions, (set, more) -> set + " " + more);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Everything it has printed in this run.
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How often `text` stands in the log of this run.
    public int logged(String text) {
        return log().split(Pattern.quote(text), -1).length - 1;
    }

    /// Starts it again when a test has stopped it.
    public void startUnlessRunning() {
        if (!process.isAlive()) {
            start();
        }
    }

    /// Asks it to stop (SIGTERM).
    ///
    /// @return how long that took
    public Duration stop() {
        long begin = System.nanoTime();
        process.destroy();
        awaitEnd();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    public int exitCode() {
        return process.exitValue();
    }

    /// Takes it away without warning (SIGKILL).
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the gateway did not stop within 20 s: " + log());
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

    static int freePort() {
        return freePorts(1).getFirst();
    }

    /// Different ones: none is let go before all are found.
    private static List<Integer> freePorts(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            while (held.size() < count) {
                held.add(new ServerSocket(0));
            }
            List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket each : held) {
                each.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

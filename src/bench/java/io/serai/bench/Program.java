package io.serai.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process under measurement, its log, and what Linux says of it in `/proc`. Thread-safe.
final class Program implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final Path log;

    private Program(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static Program start(String name, Path folder, List<String> command) {
        try {
            Files.createDirectories(folder);
            Path log = folder.resolve(name + ".log");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            return new Program(name, process, log);
        } catch (IOException e) {
            throw new BenchException("%s cannot be started: %s".formatted(name, e.getMessage()), e);
        }
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchException("no free port: " + e.getMessage(), e);
        }
    }

    void awaitLog(String text, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!read(log).contains(text)) {
            if (System.nanoTime() > deadline) {
                throw new BenchException(
                        "%s did not say \"%s\" within %d s; see %s"
                                .formatted(name, text, limit.toSeconds(), log));
            }
            rest(Duration.ofMillis(50));
        }
    }

    /// Leaves it alone for so long.
    void rest(Duration duration) {
        try {
            if (process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchException(
                        "%s ended with code %d; see %s".formatted(name, process.exitValue(), log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    long pid() {
        return process.pid();
    }

    /// CPU time of all its threads so far.
    Duration cpu() {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new BenchException(name + " has ended; see " + log));
    }

    Footprint footprint() {
        return new Footprint(kilobytes("status", "VmRSS:"), kilobytes("smaps_rollup", "Pss:"));
    }

    int threads() {
        return (int) kilobytes("status", "Threads:");
    }

    private long kilobytes(String file, String field) {
        return read(proc(file))
                .lines()
                .filter(line -> line.startsWith(field))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new BenchException(name + " has ended; see " + log));
    }

    private Path proc(String file) {
        return Path.of("/proc", String.valueOf(pid()), file);
    }

    /// Its TCP connections to `port` of any machine.
    long connectionsTo(int port) {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> open = Files.list(proc("fd"))) {
            for (Path file : open.toList()) {
                if (Files.isSymbolicLink(file)) {
                    sockets.add(Files.readSymbolicLink(file).toString());
                }
            }
        } catch (IOException e) {
            throw new BenchException("cannot see the sockets of " + name, e);
        }
        String remote = ":%04X".formatted(port);
        return Stream.of("net/tcp", "net/tcp6")
                .flatMap(file -> read(proc(file)).lines().skip(1))
                .map(line -> line.strip().split("\\s+", -1))
                .filter(column -> column[2].endsWith(remote) && column[3].equals("01"))
                .filter(column -> sockets.contains("socket:[" + column[9] + "]"))
                .count();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BenchException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /// What a JDK tool says of it.
    String ask(String tool, String... arguments) {
        try {
            List<String> command =
                    Stream.concat(
                                    Stream.of(
                                            Path.of(System.getProperty("java.home"), "bin", tool)
                                                    .toString()),
                                    Stream.of(arguments))
                            .toList();
            Process asking = new ProcessBuilder(command).redirectErrorStream(true).start();
            String answer =
                    new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (asking.waitFor() != 0) {
                throw new BenchException(
                        "%s failed: %s".formatted(String.join(" ", command), answer.strip()));
            }
            return answer;
        } catch (IOException e) {
            throw new BenchException(tool + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new BenchException(
                        "%s did not stop within %d s and was killed; see %s"
                                .formatted(name, STOP_LIMIT.toSeconds(), log));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

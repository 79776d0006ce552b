package io.serai.acceptance;

import io.serai.testing.Programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A program of the house as its owner runs it, and what it prints.
final class Program implements AutoCloseable {

    private static final String PYTHON = "/usr/bin/python3";
    private static final boolean HAS_PAHO =
            runs("import sys, paho.mqtt as m; sys.exit(not m.__version__.startswith('1.6'))");

    private final String name;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread.ofVirtual().name("read " + name).start(this::read);
    }

    /// Starts a program of `src/test/python`.
    static Program python(String script, List<String> arguments) {
        Programs.require(HAS_PAHO, "Python module paho-mqtt 1.6 of " + PYTHON);
        List<String> command = new ArrayList<>();
        command.addAll(List.of(PYTHON, "-u", "src/test/python/" + script));
        command.addAll(arguments);
        return new Program(script, start(command));
    }

    /// Starts a script on Node.js whose `require` finds the modules in `folder`.
    static Program node(Path folder, String script, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of(Programs.require("node").toString(), "src/test/javascript/" + script));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        builder.environment().put("NODE_PATH", folder.resolve("node_modules").toString());
        return new Program(script, started(builder));
    }

    private static Process start(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        return started(builder);
    }

    private static Process started(ProcessBuilder builder) {
        try {
            return builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runs(String code) {
        try {
            Process process =
                    new ProcessBuilder(PYTHON, "-c", code)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("(output lost: " + e.getMessage() + ")");
        }
    }

    /// What it has printed so far.
    List<String> lines() {
        return List.copyOf(lines);
    }

    void awaitLine(String line) {
        await("\"" + line + "\"", all -> all.contains(line));
    }

    void awaitLine(String what, Predicate<String> wanted) {
        await(what, all -> all.stream().anyMatch(wanted));
    }

    void await(String what, Predicate<List<String>> wanted) {
        Waiting.until(
                () -> name + " prints " + what + ", so far " + lines, () -> wanted.test(lines()));
    }

    /// Types a line.
    void type(String line) {
        try {
            process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Takes it away without a word to the broker.
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /// Ends it as Ctrl-C does, or SIGTERM.
    void stop() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(name + " did not end within 10 s: " + lines);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}

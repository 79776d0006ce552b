package io.serai.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A command that has run to its end.
///
/// @param out the lines of its standard output
/// @param err the lines of its standard error
record Finished(int exitCode, List<String> out, List<String> err) {

    private static final long LIMIT_SECONDS = 60;

    static Finished run(List<String> command) {
        try {
            var builder = new ProcessBuilder(command);
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("SERAI_") && !name.contains("JAVA"));
            Process process = builder.start();
            process.getOutputStream().close();
            var out =
                    CompletableFuture.supplyAsync(
                            () -> lines(process.inputReader(StandardCharsets.UTF_8)));
            var err =
                    CompletableFuture.supplyAsync(
                            () -> lines(process.errorReader(StandardCharsets.UTF_8)));
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end within a minute");
            }
            return new Finished(
                    process.exitValue(),
                    out.get(LIMIT_SECONDS, TimeUnit.SECONDS),
                    err.get(LIMIT_SECONDS, TimeUnit.SECONDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("what " + command + " said cannot be read", e);
        }
    }

    private static List<String> lines(BufferedReader reader) {
        try (reader) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

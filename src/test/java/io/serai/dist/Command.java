package io.serai.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a program to its end, with exactly the environment given, and keeps what it said.
record Command(long pid, int exit, List<String> out, List<String> err) {

    private static final long LONGEST_SECONDS = 30;

    static Command run(Path scratch, Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(scratch, "out", ".txt");
        Path err = Files.createTempFile(scratch, "err", ".txt");
        var builder =
                new ProcessBuilder(words)
                        .directory(scratch.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS))
                    .as("%s ended within %d s", words, LONGEST_SECONDS)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Command(
                process.pid(),
                process.exitValue(),
                Files.readAllLines(out),
                Files.readAllLines(err));
    }
}

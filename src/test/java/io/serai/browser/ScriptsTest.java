package io.serai.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.Programs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What the console's page works out without a browser: where nodes stand, rates, differences. The tests
/// are JavaScript themselves.
class ScriptsTest {

    private static final Path TESTS = Path.of("src/test/javascript/console");
    private static final long LIMIT_SECONDS = 60;

    @TempDir private Path folder;

    @Test
    void scriptsOfThePageDoWhatTheirTestsSay() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Programs.require("node").toString());
        command.add("--test");
        command.add("--test-reporter=tap");
        try (Stream<Path> files = Files.list(TESTS)) {
            files.map(Path::toString)
                    .filter(each -> each.endsWith(".test.mjs"))
                    .sorted()
                    .forEach(command::add);
        }
        assertThat(command).hasSizeGreaterThan(2);
        Path output = folder.resolve("output");

        Process node =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean hasEnded = node.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        node.destroyForcibly();

        String told = Files.readString(output);
        assertThat(hasEnded).as(told).isTrue();
        assertThat(node.exitValue()).as(told).isZero();
        assertThat(told).contains("# fail 0").doesNotContain("# pass 0");
    }
}

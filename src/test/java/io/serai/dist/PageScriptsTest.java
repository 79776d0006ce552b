package io.serai.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.Programs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the console's page reckons with no page at all: `src/test/javascript/console`, run by Node. Its
/// libraries are those of the bundle.
class PageScriptsTest {

    private static final Path TESTS = Path.of("src/test/javascript/console").toAbsolutePath();
    private static final Path WEB = Path.of("target/web").toAbsolutePath();

    @TempDir Path scratch;

    @Test
    void holdsWhatItsOwnTestsSay() throws Exception {
        Path node = Programs.require("node");
        List<Path> tests = tests();
        Path bundled = scratch.resolve("bundled");

        Command bundle =
                run(
                        Map.of("NODE_PATH", WEB.resolve("node_modules").toString()),
                        esbuild(tests, bundled));
        assertThat(bundle.err()).isEmpty();
        Command ran =
                run(
                        Map.of(),
                        List.of(
                                node.toString(),
                                "--enable-source-maps",
                                "--test",
                                bundled.toString()));

        assertThat(ran.exit()).as(() -> String.join("\n", ran.out())).isZero();
        assertThat(ran.out()).anyMatch(line -> line.matches(".*pass [1-9][0-9]*"));
    }

    private Command run(Map<String, String> environment, List<String> words) throws Exception {
        return Command.run(scratch, environment, words);
    }

    private static List<Path> tests() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.filter(each -> each.toString().endsWith(".test.mjs")).sorted().toList();
        }
    }

    private static List<String> esbuild(List<Path> tests, Path out) {
        List<String> words = new ArrayList<>();
        words.add(WEB.resolve("bin/esbuild").toString());
        tests.forEach(each -> words.add(each.toString()));
        words.addAll(
                List.of(
                        "--bundle",
                        "--format=esm",
                        "--platform=neutral",
                        "--main-fields=browser,module,main",
                        "--external:node:*",
                        "--sourcemap=inline",
                        "--out-extension:.js=.mjs",
                        "--outdir=" + out,
                        "--log-level=warning"));
        return words;
    }
}

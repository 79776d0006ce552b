package io.serai.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.Programs;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ShellScriptsTest {

    @TempDir Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"src/main/dist/bin/serai", "docker/healthcheck.sh", ".ci/run"})
    void shellcheckHasNothingToSay(String script) throws Exception {
        Path shellcheck = Programs.require("shellcheck");
        Path file = Path.of(script).toAbsolutePath();

        Command check =
                Command.run(
                        scratch,
                        Map.of("LC_ALL", "C.UTF-8"),
                        List.of(shellcheck.toString(), file.toString()));

        assertThat(check.out()).isEmpty();
        assertThat(check.exit()).isZero();
        assertThat(file).isExecutable();
    }
}

package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// What one file does while it is read and loaded concerns that file.
class HostileFilesIT {

    private static final String BRACKETS = "[".repeat(50_000);

    private static final RouteEdit[] OTHER = {
        RouteEdit.add("other.camel.yaml", VersionProbe.flow("other", "one"))
    };

    @TempDir private Path folder;

    private static void awaitLog(RunningGateway gateway, String text) {
        Waiting.until(() -> text + " in " + gateway.log(), () -> gateway.log().contains(text));
    }

    private static void write(RunningGateway gateway, String name, String text) throws IOException {
        Path file = gateway.routes().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void assertEditIsDeployed(RunningGateway gateway, String word) {
        gateway.edit(RouteEdit.add("other.camel.yaml", VersionProbe.flow("other", word)));
        awaitLog(gateway, "other: 1 route replaced");
    }

    private static void assertAnswers(RunningGateway gateway, String word) throws Exception {
        try (var client = MqttProbe.connect(gateway.brokerPort(), "asks-" + word)) {
            assertThat(new VersionProbe(client).ask("other").word()).isEqualTo(word);
        }
    }

    private static Finished check(RunningGateway gateway) {
        return Finished.run(
                List.of(
                        RunningGateway.home().resolve("bin/serai").toString(),
                        "check",
                        "--routes.dir=" + gateway.routes()));
    }

    @Test
    void javaFlowWhoseClassCannotBeInitializedKeepsNothingElseFromRunning() throws Exception {
        try (var gateway = RunningGateway.start(folder, OTHER)) {
            write(
                    gateway,
                    "Twenty.java",
                    """
                    import org.apache.camel.builder.RouteBuilder;

                    public class Twenty extends RouteBuilder {
                        static final int LIMIT = Integer.parseInt("twenty");

                        @Override
                        public void configure() {
                            from("timer:t?repeatCount=" + LIMIT).routeId("twenty").log("x");
                        }
                    }
                    """);
            awaitLog(gateway, "Twenty.java:4: \"twenty\" is no number.");

            assertEditIsDeployed(gateway, "two");

            gateway.stop();
            gateway.start();
            assertThat(gateway.logged("Twenty.java:4: \"twenty\" is no number.")).isEqualTo(1);
            assertAnswers(gateway, "two");
            assertThat(gateway.health().partsDown()).containsExactly("flow twenty");
            Finished check = check(gateway);
            assertThat(check.exitCode()).isOne();
            assertThat(String.join("\n", check.out()))
                    .contains("Twenty.java:4: \"twenty\" is no number.", "1 problems.");
        }
    }

    @Test
    void bracketsWithoutEndAreToldWithFileAndLineAndAllElseRuns() throws Exception {
        try (var gateway = RunningGateway.start(folder, OTHER)) {
            write(gateway, "deep.camel.yaml", BRACKETS);
            write(gateway, "other.test.yaml", BRACKETS);
            write(gateway, "dashboard.yaml", BRACKETS);
            write(gateway, "history.yaml", BRACKETS);
            write(gateway, "devices.yaml", BRACKETS);
            write(gateway, "settings.properties", "deep=" + BRACKETS + "{{".repeat(50_000));
            write(gateway, "kamelets/deep.kamelet.yaml", BRACKETS);
            write(
                    gateway,
                    "uses.camel.yaml",
                    """
                    - route:
                        id: uses
                        from:
                          uri: timer:uses
                          steps:
                            - to: kamelet:deep
                    """);
            write(
                    gateway,
                    "value.camel.yaml",
                    """
                    - route:
                        id: value
                        from:
                          uri: timer:value
                          steps:
                            - log: "{{deep}}"
                    """);
            for (String each :
                    List.of("deep.camel", "dashboard", "history", "devices", "uses.camel")) {
                awaitLog(gateway, each + ".yaml:");
            }
            awaitLog(gateway, "other.test.yaml:1: is nested deeper than 100 levels here");
            write(gateway, "other.test.yaml", "");

            assertEditIsDeployed(gateway, "two");

            write(gateway, "other.test.yaml", BRACKETS);
            gateway.stop();
            gateway.start();
            assertThat(gateway.log())
                    .contains("devices.yaml:1: is nested deeper than 100 levels here")
                    .contains("deep.camel.yaml:1: is nested deeper than 100 levels here")
                    .contains("dashboard.yaml:1: is nested deeper than 100 levels here")
                    .contains("history.yaml:1: is nested deeper than 100 levels here")
                    .doesNotContain("StackOverflowError\n\tat");
            assertAnswers(gateway, "two");
            assertThat(gateway.health().partsDown())
                    .containsExactlyInAnyOrder("flow deep", "flow uses", "flow value");
            Finished check = check(gateway);
            assertThat(check.exitCode()).isOne();
            assertThat(String.join("\n", check.out()))
                    .contains("other.test.yaml:1: is nested deeper than 100 levels here")
                    .contains("deep.kamelet.yaml:1: is nested deeper than 100 levels here")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void folderThatCannotBeReadIsToldAndWhatWasKnownInItRunsOnAndStartsAgain() throws Exception {
        try (var gateway = RunningGateway.startUnprivileged(folder, OTHER)) {
            write(gateway, "attic/roof.camel.yaml", VersionProbe.flow("roof", "roof"));
            awaitLog(gateway, "roof: 1 route started");
            Path attic = gateway.routes().resolve("attic");
            Path lost = Files.createDirectory(gateway.routes().resolve("lost+found"));
            Files.setPosixFilePermissions(lost, Set.of());
            Files.setPosixFilePermissions(attic, Set.of());
            awaitLog(gateway, "lost+found: cannot be read");
            awaitLog(gateway, "attic: cannot be read");

            assertEditIsDeployed(gateway, "two");
            assertThat(gateway.log()).doesNotContain("removed").contains("stays as it was");
            assertThat(gateway.logged("attic: cannot be read")).isEqualTo(1);

            gateway.stop();
            gateway.start();
            assertAnswers(gateway, "two");
            try (var client = MqttProbe.connect(gateway.brokerPort(), "asks-roof")) {
                assertThat(new VersionProbe(client).ask("roof").word()).isEqualTo("roof");
            }
            assertThat(gateway.get("/api/files").statusCode()).isNotEqualTo(409);

            Files.setPosixFilePermissions(attic, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.delete(attic.resolve("roof.camel.yaml"));
            awaitLog(gateway, "roof: ");
        } finally {
            Path routes = folder.resolve("routes");
            for (String name : List.of("attic", "lost+found")) {
                if (Files.exists(routes.resolve(name))) {
                    Files.setPosixFilePermissions(
                            routes.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }
}

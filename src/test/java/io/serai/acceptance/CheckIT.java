package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line.
class CheckIT {

    @TempDir private Path folder;

    private static Finished serai(String... words) {
        List<String> command = new ArrayList<>();
        command.add(RunningGateway.home().resolve("bin/serai").toString());
        command.addAll(List.of(words));
        return Finished.run(command);
    }

    @Test
    void shippedRoutesHaveNoProblems() {
        Finished check = serai("check");

        assertThat(check.out()).containsExactly("No problems.");
        assertThat(check.err()).isEmpty();
        assertThat(check.exitCode()).isZero();
    }

    @Test
    void everyProblemOfEveryFileIsToldWithItsLine() throws IOException {
        Files.writeString(
                folder.resolve("bell.camel.yaml"),
                """
                - route:
                    id: bell
                    from:
                      uri: paho:bell?qoss=1
                      steps:
                        - filtre:
                            simple: ${body} == 'x'
                        - to: devise:lamp
                """);
        Files.writeString(
                folder.resolve("Door.java"),
                """
                import org.apache.camel.builder.RouteBuilder;

                public class Door extends RouteBuilder {
                    public void configure() {
                        from("timer:door").to("log:x")
                    }
                }
                """);
        Files.writeString(
                folder.resolve("torn.camel.yaml"),
                """
                - route:
                    from: {uri: "timer:x
                """);
        Files.writeString(
                folder.resolve("devices.yaml"),
                """
                devices:
                  - id: lamp
                    kind: swich
                """);

        Finished check = serai("check", "--routes.dir=" + folder);

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.err()).isEmpty();
        assertThat(problem(check, "bell.camel.yaml:4:")).contains("qoss", "qos");
        assertThat(problem(check, "bell.camel.yaml:6:")).contains("filtre", "filter");
        assertThat(problem(check, "bell.camel.yaml:8:")).contains("devise", "device");
        assertThat(problem(check, "Door.java:5:")).contains("';'");
        assertThat(problem(check, "torn.camel.yaml:")).containsPattern(":[23]: ");
        assertThat(problem(check, "devices.yaml:3:")).contains("swich", "switch");
        assertThat(check.out()).hasSize(7).last().isEqualTo("6 problems.");
    }

    private String problem(Finished check, String place) {
        List<String> found =
                check.out().stream().filter(line -> line.startsWith(folder + "/" + place)).toList();
        assertThat(found).as("problems at %s in %s", place, check.out()).hasSize(1);
        return found.getFirst();
    }

    @Test
    void oneFileCanBeChecked() throws IOException {
        Path file = folder.resolve("ok.camel.yaml");
        Files.writeString(
                file,
                """
                - route:
                    id: ok
                    from:
                      uri: paho:bell
                      steps:
                        - to: device:office-lamp
                """);

        assertThat(serai("check", file.toString()).out()).containsExactly("No problems.");
    }

    @Test
    void versionNamesSeraiAndJava() {
        Finished version = serai("version");

        assertThat(version.exitCode()).isZero();
        assertThat(version.out())
                .singleElement()
                .asString()
                .matches("serai [0-9]+\\.[0-9]+\\.[0-9]+, Java 2[5-9].*");
    }

    @Test
    void helpNamesTheCommands() {
        Finished help = serai("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(String.join("\n", help.out())).contains("run", "check", "version", "SERAI_");
    }

    @Test
    void everyWrongSettingIsToldAtOnce() {
        Finished run =
                serai(
                        "run",
                        "--broker.port=70000",
                        "--brokr.port=1883",
                        "--http.host=0.0.0.0",
                        "--broker.enabled=maybe",
                        "--data.dir=" + folder.resolve("data"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasSize(4);
        assertThat(String.join("\n", run.err()))
                .contains("broker.port", "70000")
                .contains("brokr.port", "Did you mean")
                .contains("http.host", "0.0.0.0")
                .contains("broker.enabled", "maybe")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void wrongCommandIsToldWithUsage() {
        Finished wrong = serai("fly");

        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(String.join("\n", wrong.err())).contains("fly", "Usage");
    }
}

package io.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flow.Problem;
import io.serai.testing.Bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class RouteCheckTest {

    @TempDir private Path folder;
    private Bench bench;

    @BeforeEach
    void open() {
        bench = Bench.withLampAndLight(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private List<String> check(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return new RouteCheck(bench.factory)
                .checkFiles(List.of(file), folder).stream()
                        .map(problem -> problem.toString().replace(folder + "/", ""))
                        .toList();
    }

    private String only(String name, String text) throws IOException {
        List<String> problems = check(name, text);
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }

    @Test
    void whatAnOptionMustBeIsToldAtItsLine() throws Exception {
        assertThat(
                        only(
                                "limit.camel.yaml",
                                """
                                - route:
                                    id: limit
                                    from:
                                      uri: sensor:light
                                      steps:
                                        - to:
                                            uri: threshold:dark
                                            parameters:
                                              emit: change
                                              below: low
                                        - to: device:lamp
                                """))
                .startsWith("limit.camel.yaml:10: below must be a number");
    }

    @Test
    void aTopicNothingCanBePublishedOnIsToldAtItsLine() throws Exception {
        assertThat(
                        only(
                                "own.camel.yaml",
                                """
                                - route:
                                    id: own
                                    from:
                                      uri: sensor:light
                                      steps:
                                        - to: paho:$other/x
                                """))
                .startsWith("own.camel.yaml:6: nothing can be published on \"$other/x\"");
    }

    @Test
    void aSoundFileHasNoProblems() throws Exception {
        assertThat(
                        check(
                                "ok.camel.yaml",
                                """
                                - route:
                                    id: ok
                                    from:
                                      uri: paho:+/bell
                                      parameters: {qos: 1}
                                      steps:
                                        - filter:
                                            simple: ${header.CamelMqttTopic} != 'x/bell'
                                            steps:
                                              - setBody: {constant: "on"}
                                              - to: device:lamp
                                """))
                .isEmpty();
    }

    @Test
    void everyProblemOfAFileIsToldWithItsLine() throws Exception {
        assertThat(
                        check(
                                "many.camel.yaml",
                                """
                                - route:
                                    id: many
                                    from:
                                      uri: phao:bell
                                      steps:
                                        - filtre:
                                            simple: ${body} == 1
                                        - to: device:lmap
                                        - to:
                                            uri: paho:a/+/b#
                                        - to:
                                            uri: threshold:x
                                            parameters:
                                              bellow: 300
                                        - choice:
                                            when:
                                              - simple: ${body
                                                steps:
                                                  - log: hello
                                """))
                .satisfiesExactly(
                        first ->
                                assertThat(first)
                                        .startsWith("many.camel.yaml:4: component \"phao\"")
                                        .contains("Did you mean \"paho\"?"),
                        second ->
                                assertThat(second)
                                        .isEqualTo(
                                                "many.camel.yaml:6: step \"filtre\" is not known. Did"
                                                        + " you mean \"filter\"?"),
                        third ->
                                assertThat(third)
                                        .startsWith("many.camel.yaml:8: ")
                                        .contains("lmap", "\"lamp\""),
                        fourth ->
                                assertThat(fourth)
                                        .startsWith("many.camel.yaml:10: ")
                                        .contains("# stands alone and last"),
                        fifth ->
                                assertThat(fifth)
                                        .isEqualTo(
                                                "many.camel.yaml:14: option \"bellow\" of threshold is not"
                                                        + " known. Did you mean \"below\"?"),
                        sixth ->
                                assertThat(sixth)
                                        .startsWith("many.camel.yaml:17: simple expression"));
    }

    @Test
    void anUnknownOptionIsNamed() throws Exception {
        assertThat(
                        only(
                                "option.camel.yaml",
                                """
                                - route:
                                    from:
                                      uri: paho:bell?qso=1
                                      steps:
                                        - log: x
                                """))
                .startsWith("option.camel.yaml:3: ")
                .contains("qso");
    }

    @Test
    void whatIsNotYamlIsToldWithItsLine() throws Exception {
        assertThat(only("tab.camel.yaml", "- route:\n\tid: x\n")).startsWith("tab.camel.yaml:2: ");
        assertThat(only("open.camel.yaml", "- route: {id: x\n")).startsWith("open.camel.yaml:");
        assertThat(only("empty.camel.yaml", "# nothing\n")).contains("is empty");
        assertThat(only("text.camel.yaml", "just words\n")).contains("holds a list");
        assertThat(only("top.camel.yaml", "- rouet:\n    id: x\n"))
                .isEqualTo(
                        "top.camel.yaml:1: \"rouet\" is not known at the top of a route file. Did you"
                                + " mean \"route\"?");
    }

    @Test
    void bytesThatAreNoTextAreTold() throws Exception {
        Path file = folder.resolve("binary.camel.yaml");
        Files.write(file, new byte[] {'-', ' ', (byte) 0xff, (byte) 0xfe, 0, 1});

        List<Problem> problems = new RouteCheck(bench.factory).checkFiles(List.of(file), folder);

        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().text()).isEqualTo("is not UTF-8 text.");
    }

    @Test
    void javaThatDoesNotCompileIsToldWithItsLine() throws Exception {
        assertThat(
                        only(
                                "Broken.java",
                                """
                                import org.apache.camel.builder.RouteBuilder;

                                public class Broken extends RouteBuilder {
                                    public void configure() {
                                        from("timer:x").to("log:x")
                                    }
                                }
                                """))
                .startsWith("Broken.java:5: ")
                .contains("';' expected");
    }

    @Test
    void aRouteIdMayBeUsedOnce() throws Exception {
        String route =
                """
                - route:
                    id: twice
                    from:
                      uri: timer:x
                      steps:
                        - log: x
                """;
        Path a = Files.writeString(folder.resolve("a.camel.yaml"), route);
        Path b = Files.writeString(folder.resolve("b.camel.yaml"), route);

        List<Problem> problems = new RouteCheck(bench.factory).checkFiles(List.of(a, b), folder);

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        b
                                + ":2: route id \"twice\" is taken by "
                                + a
                                + "; give this route another.");
    }

    @Test
    void aFileThatIsNoRouteFileButLooksLikeOneIsNamed() throws Exception {
        Files.writeString(folder.resolve("lamp.yaml"), "- route: {}\n");

        assertThat(new RouteCheck(bench.factory).checkFolder(folder))
                .extracting(Problem::text)
                .containsExactly(
                        "is not a route file's name, so it was left out. Call it"
                                + " lamp.camel.yaml.");
    }
}

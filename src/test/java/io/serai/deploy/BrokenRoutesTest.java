package io.serai.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.check.RouteCheck;
import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.testing.Bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What owners of houses get wrong, one idea a file, and what they are told. The files and the words lie in
/// `src/test/resources/broken`.
@Timeout(300)
class BrokenRoutesTest {

    private static final Path BROKEN = Path.of("src/test/resources/broken");

    private static final String ROUTE =
            """
            - route:
                id: sound
                from:
                  uri: timer:tick
                  steps:
                    - log: tick
            """;

    @TempDir private Path folder;
    private Bench bench;
    private RouteCheck check;

    @BeforeEach
    void open() throws IOException {
        bench = Bench.withDevices(folder, Files.readString(BROKEN.resolve("devices.yaml")));
        check = new RouteCheck(bench.factory);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private List<String> problems(String name, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        return check.checkFiles(List.of(file), folder).stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .toList();
    }

    private List<String> problems(String text) throws IOException {
        return problems("it.camel.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyFaultIsToldOnceWithItsLineAndInWords() throws IOException {
        List<String> told =
                check.checkFolder(BROKEN).stream()
                        .map(problem -> problem.toString().replace(BROKEN + "/", ""))
                        .toList();

        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        Files.readAllLines(BROKEN.resolve("expected.txt")));
        assertThat(told)
                .hasSizeGreaterThan(140)
                .noneMatch(line -> line.matches(".*(org\\.apache|(?<!on)Exception).*"))
                .noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void bytesThatAreNoTextAreTold() throws IOException {
        assertThat(problems("a.camel.yaml", new byte[] {'-', ' ', (byte) 0xff, (byte) 0xfe, 0, 1}))
                .containsExactly("a.camel.yaml: is not UTF-8 text.");
        assertThat(
                        problems(
                                "b.camel.yaml",
                                "- route: {description: Küche}\n"
                                        .getBytes(StandardCharsets.ISO_8859_1)))
                .containsExactly("b.camel.yaml: is not UTF-8 text.");
        assertThat(problems("- route:\n    id: a\0b\n"))
                .containsExactly(
                        "it.camel.yaml:2: holds the character U+0000, which text has not.");
        assertThat(
                        problems(
                                "C.java",
                                new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe}))
                .containsExactly("C.java: is not UTF-8 text.");
    }

    @Test
    void aFileOfTenMegabytesIsNotEvenRead() throws IOException {
        assertThat(problems("# all work and no play\n".repeat(450_000)))
                .containsExactly(
                        "it.camel.yaml: cannot be read: it is larger than 1 MB, which no file of a house needs.");
    }

    @Test
    void whatEditorsOfOtherSystemsWriteIsFine() throws IOException {
        assertThat(problems(ROUTE.replace("\n", "\r\n"))).isEmpty();
        assertThat(problems("\uFEFF" + ROUTE)).isEmpty();
        assertThat(problems(ROUTE.strip())).isEmpty();
        assertThat(problems("%YAML 1.2\n---\n" + ROUTE + "...\n")).isEmpty();
    }

    /// Few aliases, each of which doubles what the one before it stands for.
    @Test
    void whatAliasesRepeatIsCounted() throws IOException {
        var bomb = new StringBuilder("- route: &x0 {id: x}\n");
        for (int i = 1; i < 24; i++) {
            bomb.append("- route: &x%d [*x%d, *x%d]\n".formatted(i, i - 1, i - 1));
        }

        assertThat(problems(bomb.toString()))
                .singleElement()
                .asString()
                .matches("it.camel.yaml:\\d+: stands for more than 50000 values, .*");
    }

    @Test
    void nestingIsBounded() throws IOException {
        assertThat(problems("- route: " + "[".repeat(400_000)))
                .containsExactly("it.camel.yaml:1: is nested deeper than 100 levels here.");
        assertThat(problems("- route: " + "{a: ".repeat(200_000)))
                .containsExactly("it.camel.yaml:1: is nested deeper than 100 levels here.");
    }

    @Test
    void aPortThatIsTakenEndsTheStartInWords() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String text =
                    """
                    import org.apache.camel.builder.RouteBuilder;
                    import java.net.ServerSocket;

                    public class Door extends RouteBuilder {
                        public void configure() throws Exception {
                            getContext().getRegistry().bind("door",
                                new ServerSocket(%d, 1, java.net.InetAddress.getLoopbackAddress()));
                            from("timer:door").to("log:door");
                        }
                    }
                    """
                            .formatted(taken.getLocalPort());
            FlowFile file = FlowFile.of(Path.of("Door.java")).orElseThrow();

            assertThatThrownBy(() -> bench.factory.build(FlowSource.of(file, text)))
                    .isInstanceOfSatisfying(
                            FlowException.class,
                            fault ->
                                    assertThat(fault.problem().toString())
                                            .matches("Door.java:[67]: Address already in use.*"));
        }
    }

    @Test
    void nothingOfAFlowHappensWhileItIsChecked() throws IOException {
        Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());

        assertThat(
                        problems(
                                """
                                - route:
                                    id: busy
                                    from:
                                      uri: timer:busy?delay=0&period=1
                                      steps:
                                        - to: file:%1$s/written
                                - route:
                                    id: busy-file
                                    from:
                                      uri: file:%1$s/read
                                      steps:
                                        - to: seda:busy
                                - route:
                                    id: busy-seda
                                    from:
                                      uri: seda:busy?concurrentConsumers=4
                                      steps:
                                        - to: paho:busy
                                - route:
                                    id: busy-paho
                                    from:
                                      uri: paho:busy?brokerUrl=tcp://127.0.0.1:1
                                      steps:
                                        - to: device:lamp
                                - route:
                                    id: busy-sensor
                                    from:
                                      uri: sensor:light?period=1ms
                                      steps:
                                        - aggregate:
                                            correlationExpression:
                                              constant: all
                                            aggregationStrategy: "#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy"
                                            completionTimeout: 1000
                                            steps:
                                              - delay:
                                                  constant: 10
                                              - wireTap:
                                                  uri: seda:busy
                                """
                                        .formatted(folder)))
                .isEmpty();

        Set<String> begun =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(begun).noneMatch(name -> name.matches(".*(Camel|timer|file|seda|busy|mqtt).*"));
        assertThat(folder.resolve("written")).doesNotExist();
        assertThat(folder.resolve("read")).doesNotExist();
    }
}

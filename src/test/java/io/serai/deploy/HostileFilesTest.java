package io.serai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.deploy.apply.GateMode;
import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.testing.Bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Whatever a file does while it is loaded concerns that file.
@Timeout(300)
class HostileFilesTest {

    private static final DeployConfig CONFIG =
            EmptyHouse.withGate(GateMode.TESTS, Duration.ofSeconds(10));

    private static final String GOOD =
            """
            - route:
                id: good
                from:
                  uri: direct:good
                  steps:
                    - log: %s
            """;

    private static final String BRACKETS = "[".repeat(50_000);

    @TempDir private Path folder;
    private EmptyHouse house;

    @BeforeEach
    void open() throws IOException {
        house = new EmptyHouse(folder, CONFIG);
        house.write("good.camel.yaml", GOOD.formatted("one"));
        assertThat(house.deployer().deployAll()).isEmpty();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static String java(String members, String body) {
        return """
        import org.apache.camel.builder.RouteBuilder;

        public class Bad extends RouteBuilder {
            %s
            public void configure() throws Exception {
                %s
                from("direct:bad").routeId("bad").log("x");
            }
            static void again(int i) { again(i + 1); again(i); }
        }
        """
                .formatted(members, body);
    }

    private FlowReport flow(String id) {
        return house.deployer().flows().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void assertOnlyBadFails(String told) throws IOException {
        house.write("good.camel.yaml", GOOD.formatted("two"));
        house.deployer().deployChanges();
        assertThat(flow("good").version()).hasValue(2);
        assertThat(flow("bad").problems().toString()).contains(told);

        house.anotherDeployer(CONFIG).deployAll();

        assertThat(flow("good").state()).isEqualTo(FlowReport.State.RUNNING);
        assertThat(flow("bad").problems().toString()).contains(told);
        assertThat(house.deployer().files().check().check("Bad.java", "").problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "static final int LIMIT = Integer.parseInt(\"x\"); | | Bad.java:4: \"x\" is no number",
                "{ Object o = null; o.hashCode(); } | | Bad.java:4: something is missing",
                "| again(0); | calls itself without end",
                "| if (true) throw new AssertionError(\"so\"); | Bad.java:6: AssertionError: so",
                "| if (true) throw new OutOfMemoryError(\"so\"); | Bad.java:6: OutOfMemoryError: so",
                "| if (true) throw new ThreadDeath(); | Bad.java:6: ThreadDeath",
                "| if (true) throw new NoClassDefFoundError(\"a/B\"); | there is no class \"a.B\"",
                "| if (true) throw new Error() { public String getMessage() { throw this; } }; | Bad.java",
                "| bindToRegistry(\"x\", new Object() {{ again(0); }}); | calls itself without end",
            })
    void whatAJavaFlowThrowsIsItsProblem(String members, String body, String told)
            throws IOException {
        house.write("Bad.java", java(members == null ? "" : members, body == null ? "" : body));

        assertOnlyBadFails(told);
    }

    @Test
    void javaFlowThatThrowsWhenItStartsIsItsProblem() throws IOException {
        house.write(
                "Bad.java",
                """
                import org.apache.camel.*;
                import org.apache.camel.builder.RouteBuilder;
                import org.apache.camel.support.service.ServiceSupport;

                public class Bad extends RouteBuilder {
                    static class Breaks extends ServiceSupport implements Processor {
                        public void process(Exchange exchange) {}
                        protected void doStart() { throw new AssertionError("at the start"); }
                        protected void doStop() { throw new AssertionError("at the end"); }
                    }
                    public void configure() {
                        from("direct:bad").routeId("bad").process(new Breaks());
                    }
                }
                """);

        assertOnlyBadFails("Bad.java:8: AssertionError: at the start");
    }

    @ParameterizedTest
    @CsvSource({
        "bad.camel.yaml, bad.camel.yaml:1: is nested deeper than 100 levels here",
        "bad.test.yaml, bad.test.yaml:1: is nested deeper than 100 levels here",
        "bad.kamelet.yaml, bad.kamelet.yaml:1: is nested deeper than 100 levels here",
    })
    void bracketsWithoutEndAreToldWithTheirLine(String file, String told) throws IOException {
        house.write("bad.camel.yaml", GOOD.replace("good", "bad").formatted("x"));
        if (file.contains("kamelet")) {
            house.write(
                    "bad.camel.yaml",
                    GOOD.replace("good", "bad").replace("- log: %s", "- kamelet: {name: bad}"));
        }
        house.write(file, BRACKETS);

        house.deployer().deployChanges();

        assertOnlyBadFailsAfterTests(told);
    }

    private void assertOnlyBadFailsAfterTests(String told) throws IOException {
        house.write("good.camel.yaml", GOOD.formatted("two"));
        house.deployer().deployChanges();
        assertThat(flow("good").version()).hasValue(2);
        assertThat(flow("bad").problems().toString()).contains(told);
        house.anotherDeployer(CONFIG).deployAll();
        assertThat(flow("good").state()).isEqualTo(FlowReport.State.RUNNING);
    }

    @Test
    void draftsThatThrowAreAnswered() {
        var check = house.deployer().files().check();

        assertThat(check.check("Bad.java", java("", "again(0);")).problems())
                .extracting(Problem::text)
                .containsExactly("calls itself without end (StackOverflowError).");
        assertThat(check.check("bad.camel.yaml", BRACKETS).problems()).hasSize(1);
        assertThat(
                        house.deployer()
                                .files()
                                .tests()
                                .run(
                                        "bad",
                                        Map.of(
                                                "Bad.java",
                                                java("", "again(0);"),
                                                "bad.test.yaml",
                                                BRACKETS))
                                .problems())
                .hasSize(1);
    }

    @Test
    void flowThatIsLoadedWithoutEndIsGivenUpAndNamesItsLine() {
        try (var bench = Bench.withLampAndLight(folder)) {
            var factory = bench.factory.limitedTo(Duration.ofSeconds(6));
            var source =
                    FlowSource.of(
                            new FlowFile("bad", Path.of("Bad.java")),
                            java("", "Thread.sleep(1_000_000);"));

            assertThat(problemOf(factory, source))
                    .startsWith("Bad.java:6: is not loaded: that had not ended after 6 s");
        }
    }

    private static String problemOf(io.serai.runtime.FlowFactory factory, FlowSource source) {
        try (var flow = factory.build(source)) {
            return "built " + flow.source().id();
        } catch (FlowException e) {
            return e.problem().toString();
        }
    }
}

package io.serai.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.deploy.recovery.Probation;
import io.serai.deploy.versions.NoSuchFlowException;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowReport.State;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

class LiveEditTest {

    private static final String ROUTE =
            """
            - route:
                id: %s
                from:
                  uri: direct:%1$s
                  steps:
                    - setBody: {constant: "%s"}
            """;

    private static final String FAILING =
            """
            - route:
                id: %s
                from:
                  uri: direct:%1$s
                  steps:
                    - throwException: {exceptionType: java.lang.IllegalStateException, message: worn out}
            """;

    @TempDir private Path folder;
    private EmptyHouse house;
    private Deployer deployer;

    @BeforeEach
    void open() throws IOException {
        house = new EmptyHouse(folder, DeployConfig.DEFAULT);
        deployer = house.deployer();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void save(String name, String text) throws IOException {
        house.write(name, text);
        deployer.deployChanges();
    }

    private RunningFlow running(String id) {
        return deployer.running().stream()
                .filter(flow -> flow.source().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " does not run"));
    }

    private String answer(String id) throws IOException {
        try (ProducerTemplate template = running(id).context().createProducerTemplate()) {
            return template.requestBody("direct:" + id, "?", String.class);
        }
    }

    private FlowReport report(String id) {
        return deployer.flows().stream()
                .filter(flow -> flow.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no flow " + id));
    }

    /// The gateway is started anew; whether it was stopped in good order or not.
    private List<Problem> startAnew(boolean asked) {
        if (asked) {
            deployer.stopAsAsked();
        }
        deployer = house.anotherDeployer(DeployConfig.DEFAULT);
        return deployer.deployAll();
    }

    @Test
    void aSavedFileReplacesItsFlowAndNoOther() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        house.write("b.camel.yaml", ROUTE.formatted("b", "other"));
        deployer.deployAll();
        RunningFlow other = running("b");

        save("a.camel.yaml", ROUTE.formatted("a", "two"));

        assertThat(answer("a")).isEqualTo("two");
        assertThat(running("b")).isSameAs(other);
        assertThat(report("a").version()).hasValue(2);
        assertThat(deployer.history("a", 10))
                .extracting(FlowVersion::number, FlowVersion::text)
                .containsExactly(
                        tuple(2, ROUTE.formatted("a", "two")),
                        tuple(1, ROUTE.formatted("a", "one")));
    }

    @Test
    void commentsBlanksAndQuotesRestartNothing() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        house.write(
                "B.java",
                """
                import org.apache.camel.builder.RouteBuilder;

                public class B extends RouteBuilder {
                    public void configure() {
                        from("direct:b").setBody(constant("// no comment"));
                    }
                }
                """);
        deployer.deployAll();
        RunningFlow a = running("a");
        RunningFlow b = running("b");

        house.write(
                "a.camel.yaml",
                "# a comment\n\n" + ROUTE.formatted("a", "one").replace("id: a", "id:   'a'"));
        save(
                "B.java",
                """
                import org.apache.camel.builder.RouteBuilder;

                /** Says something. */
                public class B extends RouteBuilder {

                    public void configure() {
                        from("direct:b")
                            // as it was
                            .setBody(constant("// no comment"));
                    }
                }
                """);

        assertThat(running("a")).isSameAs(a);
        assertThat(running("b")).isSameAs(b);

        save(
                "B.java",
                Files.readString(house.routes.resolve("B.java")).replace("// no", "// another"));

        assertThat(running("b")).isNotSameAs(b);
    }

    @Test
    void aBrokenEditLeavesTheOldVersionAndSaysSoOnce() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();
        RunningFlow old = running("a");

        save("a.camel.yaml", ROUTE.formatted("a", "two").replace("setBody", "setBoddy"));
        deployer.deployChanges();

        assertThat(running("a")).isSameAs(old);
        assertThat(answer("a")).isEqualTo("one");
        assertThat(report("a").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(6);
                    assertThat(problem.text()).contains("setBoddy");
                });
        assertThat(house.bench.health.isReady()).isTrue();
        assertThat(house.bench.flowLog.after("a", 0, 100))
                .filteredOn(line -> line.text().contains("runs on"))
                .hasSize(1);

        save("a.camel.yaml", ROUTE.formatted("a", "one"));

        assertThat(running("a")).isSameAs(old);
        assertThat(report("a").problems()).isEmpty();
    }

    @Test
    void aVersionThatCannotStartLeavesTheOldOneAtWork() throws Exception {
        String java =
                """
                import org.apache.camel.*;
                import org.apache.camel.builder.RouteBuilder;
                import org.apache.camel.support.*;

                public class Door extends RouteBuilder {
                    public void configure() {
                        from("direct:door").routeId("door").setBody(constant("one"));
                    }
                }
                """;
        house.write("Door.java", java);
        deployer.deployAll();

        save(
                "Door.java",
                java.replace(
                        "from(\"direct:door\")",
                        """
                        getContext().addComponent("stubborn", new DefaultComponent() {
                            protected Endpoint createEndpoint(
                                    String uri, String rest, java.util.Map<String, Object> options) {
                                return new DefaultEndpoint(uri, this) {
                                    public Producer createProducer() { return null; }
                                    public Consumer createConsumer(Processor processor) {
                                        return new DefaultConsumer(this, processor) {
                                            protected void doStart() {
                                                throw new IllegalStateException("will not");
                                            }
                                        };
                                    }
                                };
                            }
                        });
                        from("stubborn:door").routeId("stubborn").to("direct:door");
                        from("direct:door")\
                        """
                                .indent(0)
                                .strip()));

        assertThat(answer("door")).isEqualTo("one");
        assertThat(report("door").problems()).singleElement().asString().contains("will not");
        assertThat(report("door").state()).isEqualTo(State.RUNNING);
        assertThat(report("door").routes()).containsExactly("door");
    }

    @Test
    void afterARestartTheLastGoodVersionRunsWhenTheFileIsBroken() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();
        house.write("a.camel.yaml", "- route: [\n");

        List<Problem> problems = startAnew(true);

        assertThat(answer("a")).isEqualTo("one");
        assertThat(problems).isNotEmpty();
        assertThat(report("a").version()).hasValue(1);
        assertThat(report("a").problems()).isEqualTo(problems);
    }

    @Test
    void aRemovedFlowIsGoneAndComesBackByRollback() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();
        Files.delete(house.routes.resolve("a.camel.yaml"));
        deployer.deployChanges();
        assertThat(deployer.flows()).isEmpty();
        assertThat(house.bench.health.parts()).doesNotContainKey("flow a");

        deployer.rollback("a", OptionalInt.empty(), "me");

        assertThat(answer("a")).isEqualTo("one");
        assertThat(house.routes.resolve("a.camel.yaml")).hasContent(ROUTE.formatted("a", "one"));
        assertThat(deployer.history("a", 1).getFirst().by()).isEqualTo("rollback to 1 by me");
    }

    @Test
    void rollbackGoesToTheVersionBeforeAndToAnyOther() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();
        save("a.camel.yaml", ROUTE.formatted("a", "two"));
        save("a.camel.yaml", ROUTE.formatted("a", "three"));

        deployer.rollback("a", OptionalInt.empty(), "me");
        assertThat(answer("a")).isEqualTo("two");
        deployer.rollback("a", OptionalInt.of(1), "me");
        assertThat(answer("a")).isEqualTo("one");
        deployer.deployChanges();
        assertThat(report("a").version()).hasValue(5);
        assertThatThrownBy(() -> deployer.rollback("a", OptionalInt.of(9), "me"))
                .isInstanceOf(NoSuchFlowException.class)
                .hasMessageContaining("no version 9");
        assertThatThrownBy(() -> deployer.restart("b")).hasMessageContaining("Did you mean");
    }

    @Test
    void aRenamedFileKeepsTheStateOfItsNodes() throws Exception {
        String tank =
                """
                - route:
                    id: tank
                    from:
                      uri: direct:tank
                      steps:
                        - to: threshold:fill?below=50&until=100
                        - setBody: {simple: "${header.CamelThresholdOn}"}
                """;
        house.write("tank.camel.yaml", tank);
        deployer.deployAll();
        try (ProducerTemplate template = running("tank").context().createProducerTemplate()) {
            assertThat(template.requestBody("direct:tank", 40, String.class)).isEqualTo("true");
        }

        Files.move(
                house.routes.resolve("tank.camel.yaml"),
                house.routes.resolve("cistern.camel.yaml"));
        deployer.deployChanges();

        assertThat(deployer.flows()).extracting(FlowReport::id).containsExactly("cistern");
        try (ProducerTemplate template = running("cistern").context().createProducerTemplate()) {
            assertThat(template.requestBody("direct:tank", 70, String.class)).isEqualTo("true");
        }
    }

    @Test
    void aKameletOrAValueRestartsJustTheFlowsThatUseIt() throws Exception {
        String kamelet =
                """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: shout
                spec:
                  definition:
                    properties: {}
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - setBody: {constant: "%s"}
                """;
        house.write("kamelets/shout.kamelet.yaml", kamelet.formatted("HEY"));
        house.write("settings.properties", "greeting=hello\nunused=1\n");
        house.write(
                "a.camel.yaml",
                ROUTE.formatted("a", "x")
                        .replace("setBody: {constant: \"x\"}", "to: kamelet:shout"));
        house.write("b.camel.yaml", ROUTE.formatted("b", "{{greeting}}"));
        house.write("c.camel.yaml", ROUTE.formatted("c", "plain"));
        assertThat(deployer.deployAll()).isEmpty();
        RunningFlow b = running("b");
        RunningFlow c = running("c");
        assertThat(answer("a")).isEqualTo("HEY");

        save("kamelets/shout.kamelet.yaml", "# louder\n" + kamelet.formatted("OI"));

        assertThat(answer("a")).isEqualTo("OI");
        RunningFlow a = running("a");
        assertThat(running("b")).isSameAs(b);

        save("settings.properties", "greeting=good evening\nunused=2\n");

        assertThat(answer("b")).isEqualTo("good evening");
        assertThat(running("a")).isSameAs(a);
        assertThat(running("c")).isSameAs(c);
    }

    @Test
    void aFlowStoppedByHandStaysStoppedUntilItIsStarted() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();

        assertThat(deployer.stop("a").state()).isEqualTo(State.STOPPED);
        save("a.camel.yaml", ROUTE.formatted("a", "two"));
        assertThat(deployer.running()).isEmpty();
        startAnew(true);
        assertThat(report("a").state()).isEqualTo(State.STOPPED);
        assertThat(deployer.start("a").state()).isEqualTo(State.RUNNING);
        assertThat(answer("a")).isEqualTo("two");
        startAnew(true);
        assertThat(report("a").state()).isEqualTo(State.RUNNING);
    }

    @Test
    void filesDeployedTogetherComeAllOrNone() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        house.write("c.camel.yaml", ROUTE.formatted("c", "three"));
        deployer.deployAll();
        RunningFlow a = running("a");

        List<Problem> problems =
                deployer.deployTogether(
                        Map.of(
                                "a.camel.yaml", ROUTE.formatted("a", "new"),
                                "b.camel.yaml", ROUTE.formatted("b", "new").replace("uri:", "url:"),
                                "c.camel.yaml", ""),
                        "me");

        assertThat(problems).isNotEmpty();
        assertThat(running("a")).isSameAs(a);
        assertThat(answer("a")).isEqualTo("one");
        assertThat(answer("c")).isEqualTo("three");
        assertThat(house.routes.resolve("b.camel.yaml")).doesNotExist();

        problems =
                deployer.deployTogether(
                        Map.of(
                                "a.camel.yaml", ROUTE.formatted("a", "new"),
                                "below/b.camel.yaml", ROUTE.formatted("b", "new"),
                                "c.camel.yaml", ""),
                        "me");

        assertThat(problems).isEmpty();
        assertThat(deployer.flows()).extracting(FlowReport::id).containsExactly("a", "b");
        assertThat(answer("a") + answer("b")).isEqualTo("newnew");
        assertThat(house.routes.resolve("below/b.camel.yaml"))
                .hasContent(ROUTE.formatted("b", "new"));
        assertThat(house.routes.resolve("c.camel.yaml")).doesNotExist();
        RunningFlow together = running("a");
        deployer.deployChanges();
        assertThat(running("a")).isSameAs(together);
        for (String outside :
                List.of("../x.camel.yaml", "/etc/x.camel.yaml", "x.sh", ".x.camel.yaml")) {
            assertThat(deployer.deployTogether(Map.of(outside, "x"), "me")).hasSize(1);
        }
    }

    @Test
    void aVersionThatFailsOnEverythingGivesWayToTheOneBefore() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();
        save("a.camel.yaml", FAILING.formatted("a"));
        try (ProducerTemplate template = running("a").context().createProducerTemplate()) {
            for (int i = 0; i < Probation.MOST; i++) {
                assertThatThrownBy(() -> template.requestBody("direct:a", "x"))
                        .isInstanceOf(CamelExecutionException.class);
            }
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> !report("a").problems().isEmpty());
        assertThat(answer("a")).isEqualTo("one");
        assertThat(report("a").problems()).singleElement().asString().contains("worn out");
        assertThat(deployer.history("a", 10).get(1).note()).contains("all of its 10 messages");
        deployer.deployChanges();
        assertThat(answer("a")).isEqualTo("one");

        startAnew(true);
        assertThat(answer("a")).isEqualTo("one");
    }

    @Test
    void oneSuccessProvesAVersion() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();
        String half =
                FAILING.formatted("a")
                        .replace(
                                "- throwException: {exceptionType",
                                "- filter: {simple: \"${body} == 'bad'\", steps: [{throwException:"
                                        + " {exceptionType")
                        .replace("worn out}", "worn out}}]}");
        save("a.camel.yaml", half);
        try (ProducerTemplate template = running("a").context().createProducerTemplate()) {
            template.requestBody("direct:a", "good");
            for (int i = 0; i < Probation.MOST; i++) {
                assertThatThrownBy(() -> template.requestBody("direct:a", "bad"))
                        .isInstanceOf(CamelExecutionException.class);
            }
        }

        assertThat(report("a").version()).hasValue(2);
        assertThat(running("a").source().text()).isEqualTo(half);
    }

    @Test
    void afterThreeCrashesNoFlowIsStartedAndTheSuspectIsNamed() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();
        house.write("b.camel.yaml", ROUTE.formatted("b", "suspect"));
        startAnew(true);
        startAnew(false);
        startAnew(false);
        assertThat(deployer.safeMode()).isEmpty();

        startAnew(false);

        assertThat(deployer.safeMode()).contains("3 times", "flow b");
        assertThat(deployer.running()).isEmpty();
        assertThat(deployer.flows())
                .extracting(FlowReport::state)
                .containsExactly(State.STOPPED, State.STOPPED);
        assertThat(house.bench.health.isReady()).isFalse();

        deployer.start("a");
        assertThat(answer("a")).isEqualTo("one");
        startAnew(true);
        assertThat(deployer.running()).hasSize(2);
    }

    @Test
    void aChangedFileGivesACrashedHouseAnotherChance() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();
        for (int i = 0; i < 10; i++) {
            house.write("a.camel.yaml", ROUTE.formatted("a", "try " + i));
            startAnew(false);
        }

        assertThat(answer("a")).isEqualTo("try 9");
    }

    @Test
    void aFolderThatIsAwayStopsNothing() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();

        Files.move(house.routes, folder.resolve("moved"));
        deployer.deployChanges();
        assertThat(answer("a")).isEqualTo("one");
        RunningFlow old = running("a");
        Files.move(folder.resolve("moved"), house.routes);
        deployer.deployChanges();

        assertThat(running("a")).isSameAs(old);
    }

    @Test
    void aRouteIdOfAnotherFlowIsRefused() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();

        save("b.camel.yaml", ROUTE.formatted("a", "two"));

        assertThat(report("b").state()).isEqualTo(State.BROKEN);
        assertThat(report("b").problems()).singleElement().asString().contains("taken by");
        assertThat(answer("a")).isEqualTo("one");
    }
}

package io.serai.deploy.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.deploy.Deployer;
import io.serai.deploy.EmptyHouse;
import io.serai.flow.FlowReport;
import io.serai.flow.Problem;
import io.serai.observe.FlowLog;
import io.serai.runtime.RunningFlow;

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

class GateTest {

    private static final String ROUTE =
            """
            - route:
                id: a
                from:
                  uri: direct:a
                  steps:
                    - setBody: {constant: "%s"}
                    - to: paho:said
            """;

    private static final String TESTS =
            """
            - test: says what it is to say
              steps:
                - send: {endpoint: "direct:a"}
                - expect: {topic: said, payload: "%s"}
            """;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private EmptyHouse house;
    private Deployer deployer;

    @BeforeEach
    void open() throws IOException {
        house = new EmptyHouse(folder, EmptyHouse.withGate(GateMode.TESTS, LIMIT));
        deployer = house.deployer();
    }

    private void startAnew(GateMode gate, Duration limit) {
        deployer = house.anotherDeployer(EmptyHouse.withGate(gate, limit));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void save(String name, String text) throws IOException {
        house.write(name, text);
        deployer.deployChanges();
    }

    private void begins(String flow, String tests) throws IOException {
        house.write("a.camel.yaml", flow);
        house.write("a.test.yaml", tests);
        deployer.deployAll();
    }

    private FlowReport report() {
        return deployer.flows().getFirst();
    }

    private String text() {
        RunningFlow flow = deployer.running().getFirst();
        return flow.source().text();
    }

    private List<String> log() {
        return house.bench.flowLog.after("a", 0, 50).stream().map(FlowLog.Line::text).toList();
    }

    @Test
    void redKeepsTheOldVersionAndNamesTheStep() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));

        save("a.camel.yaml", ROUTE.formatted("two"));

        assertThat(text()).isEqualTo(ROUTE.formatted("one"));
        assertThat(report().version()).hasValue(1);
        assertThat(report().problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.file().getFileName()).hasToString("a.test.yaml");
                    assertThat(problem.line()).isEqualTo(4);
                    assertThat(problem.text())
                            .contains("\"says what it is to say\" fails")
                            .contains("a message on said with payload one; it did not come");
                });
    }

    @Test
    void greenLetsItPass() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));
        save("a.test.yaml", TESTS.formatted("two"));

        save("a.camel.yaml", ROUTE.formatted("two"));

        assertThat(text()).isEqualTo(ROUTE.formatted("two"));
        assertThat(report().problems()).isEmpty();
    }

    @Test
    void mendingTheTestsAloneDeploysWhatTheyKeptBack() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));
        save("a.camel.yaml", ROUTE.formatted("two"));

        save("a.test.yaml", TESTS.formatted("two"));

        assertThat(text()).isEqualTo(ROUTE.formatted("two"));
        assertThat(report().problems()).isEmpty();
    }

    @Test
    void savedTestsAreRunAgainstWhatRunsAndTold() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));

        save("a.test.yaml", TESTS.formatted("nothing of the kind"));

        assertThat(text()).isEqualTo(ROUTE.formatted("one"));
        assertThat(log()).last().asString().contains("fails").contains("runs on as it is");

        save("a.test.yaml", TESTS.formatted("one") + "# again\n");

        assertThat(log()).last().asString().contains("its tests pass");
    }

    @Test
    void brokenTestFileIsRedWithItsLine() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));
        house.write(
                "a.test.yaml",
                """
                - test: one
                  steps:
                    - expct: {topic: said}
                """);

        save("a.camel.yaml", ROUTE.formatted("two"));

        assertThat(text()).isEqualTo(ROUTE.formatted("one"));
        assertThat(report().problems())
                .extracting(Problem::toString)
                .anySatisfy(problem ->
                        assertThat(problem)
                                .contains("a.test.yaml:3: ")
                                .contains("Did you mean \"expect\"?"));
    }

    @Test
    void gateThatIsCheckAsksForNoTests() throws Exception {
        startAnew(GateMode.CHECK, LIMIT);
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));

        save("a.camel.yaml", ROUTE.formatted("two"));

        assertThat(text()).isEqualTo(ROUTE.formatted("two"));
    }

    @Test
    void gateThatIsCheckSaysNothingOfTestsItDoesNotRun() throws Exception {
        startAnew(GateMode.CHECK, LIMIT);
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));

        save("a.test.yaml", TESTS.formatted("two"));

        assertThat(log()).noneMatch(line -> line.contains("tests"));
    }

    @Test
    void flowAndTestsSavedTogetherAreToldToPass() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));
        house.write("a.test.yaml", TESTS.formatted("two"));

        save("a.camel.yaml", ROUTE.formatted("two"));

        assertThat(text()).isEqualTo(ROUTE.formatted("two"));
        assertThat(log()).last().asString().contains("its tests pass");
    }

    @Test
    void refusedJointDeployLeavesTheTestsAsTheyWere() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));
        deployer.stop("a");

        assertThat(
                        deployer.deployTogether(
                                Map.of(
                                        "a.camel.yaml",
                                        ROUTE.formatted("two"),
                                        "a.test.yaml",
                                        TESTS.formatted("three")),
                                "test"))
                .isNotEmpty();

        save("a.camel.yaml", ROUTE.formatted("one") + "# as it was\n");
        assertThat(deployer.start("a").problems()).isEmpty();
        assertThat(text()).startsWith(ROUTE.formatted("one"));
    }

    @Test
    void testsThatTakeTooLongAreRed() throws Exception {
        startAnew(GateMode.TESTS, Duration.ofSeconds(1));
        begins(ROUTE.formatted("one"), "[]");
        house.write(
                "a.test.yaml",
                """
                - test: takes a century
                  steps:
                    - send: {endpoint: "direct:a"}
                    - advance: 3650d
                """);

        save(
                "a.camel.yaml",
                ROUTE.formatted("two")
                        + """
                        - from:
                            uri: timer:often?period=10
                            steps:
                              - setBody: {constant: x}
                        """);

        assertThat(text()).isEqualTo(ROUTE.formatted("one"));
        assertThat(report().problems().getFirst().text()).contains("more than 1 s");
    }

    @Test
    void testsAreNoGateOfWhatRanBefore() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));
        house.write("a.test.yaml", TESTS.formatted("two"));
        startAnew(GateMode.TESTS, LIMIT);

        deployer.deployAll();

        assertThat(text()).isEqualTo(ROUTE.formatted("one"));
        assertThat(report().problems()).isEmpty();
    }

    @Test
    void firstStartAsksForNoTests() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("two"));

        assertThat(text()).isEqualTo(ROUTE.formatted("one"));
        assertThat(report().problems()).isEmpty();
    }

    @Test
    void editWhileTheGatewayWasDownIsTested() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));
        deployer.close();
        house.write("a.camel.yaml", ROUTE.formatted("two"));
        startAnew(GateMode.TESTS, LIMIT);

        deployer.deployAll();

        assertThat(text()).isEqualTo(ROUTE.formatted("one"));
        assertThat(report().problems().getFirst().text()).contains("fails");
    }

    @Test
    void renameThatIsRedLeavesTheOldNameRunning() throws Exception {
        begins(ROUTE.formatted("one"), TESTS.formatted("one"));
        house.write("b.test.yaml", TESTS.formatted("two"));
        house.write("b.camel.yaml", ROUTE.formatted("one"));
        Files.delete(house.routes.resolve("a.camel.yaml"));

        deployer.deployChanges();

        assertThat(deployer.running())
                .singleElement()
                .satisfies(flow -> assertThat(flow.source().id()).isEqualTo("a"));
    }
}

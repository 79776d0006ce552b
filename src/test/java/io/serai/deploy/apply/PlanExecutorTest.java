package io.serai.deploy.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.deploy.DeployConfig;
import io.serai.deploy.Deployer;
import io.serai.deploy.EmptyHouse;
import io.serai.deploy.recovery.PendingFiles;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowReport.State;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// What a deploy does when something comes between, and what it leaves when it cannot be done.
class PlanExecutorTest {

    private static final String ROUTE =
            """
            - route:
                id: %s
                from:
                  uri: direct:%1$s
                  steps:
                    - setBody: {constant: "%s"}
            """;

    private static final String TANK =
            """
            - route:
                id: %s
                from:
                  uri: direct:%1$s
                  steps:
                    - to: threshold:fill?below=50&until=100
                    - setBody: {simple: "${header.CamelThresholdOn}"}
            """;

    /// Is built only when the file `go` is there, and says that it is being built by making `begun`.
    private static final String SLOW =
            """
            import org.apache.camel.builder.RouteBuilder;
            import java.nio.file.*;

            public class Slow extends RouteBuilder {
                public void configure() throws Exception {
                    Files.writeString(Path.of("%1$s/begun"), "");
                    while (!Files.exists(Path.of("%1$s/go"))) {
                        Thread.onSpinWait();
                    }
                    from("direct:slow").routeId("slow").setBody(constant("slow"));
                }
            }
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

    private String answer(String route, Object body) throws IOException {
        for (RunningFlow flow : deployer.running()) {
            if (flow.routeIds().contains(route)) {
                try (ProducerTemplate template = flow.context().createProducerTemplate()) {
                    return template.requestBody("direct:" + route, body, String.class);
                }
            }
        }
        throw new AssertionError(route + " does not run");
    }

    private List<String> ids() {
        return deployer.running().stream().map(flow -> flow.source().id()).toList();
    }

    @Test
    void aPersonsCommandDoesNotWaitForTheDeployOfAnotherFlow() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        house.write("b.camel.yaml", ROUTE.formatted("b", "one"));
        deployer.deployAll();
        save("b.camel.yaml", ROUTE.formatted("b", "two"));
        house.write("Slow.java", SLOW.formatted(folder));
        try (var threads = Executors.newSingleThreadExecutor()) {
            var deploy = threads.submit(deployer::deployChanges);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Files.exists(folder.resolve("begun")));

            assertThat(deployer.stop("a").state()).isEqualTo(State.STOPPED);
            assertThat(deployer.start("a").state()).isEqualTo(State.RUNNING);
            assertThat(deployer.restart("a").state()).isEqualTo(State.RUNNING);
            deployer.rollback("b", OptionalInt.of(1), "me");
            assertThat(answer("b", "?")).isEqualTo("one");
            assertThat(deploy.isDone()).isFalse();

            Files.writeString(folder.resolve("go"), "");
            deploy.get(60, TimeUnit.SECONDS);
        }
        assertThat(answer("slow", "?")).isEqualTo("slow");
        assertThat(answer("b", "?")).isEqualTo("one");
    }

    @Test
    void aFlowThatIsStoppedWhileItsEditIsMadeReadyStaysStopped() throws Exception {
        Files.writeString(folder.resolve("go"), "");
        house.write("Slow.java", SLOW.formatted(folder));
        deployer.deployAll();
        Files.delete(folder.resolve("go"));
        Files.delete(folder.resolve("begun"));
        house.write("Slow.java", SLOW.formatted(folder).replace("(\"slow\"))", "(\"new\"))"));
        try (var threads = Executors.newSingleThreadExecutor()) {
            var deploy = threads.submit(deployer::deployChanges);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Files.exists(folder.resolve("begun")));

            deployer.stop("slow");
            Files.writeString(folder.resolve("go"), "");
            deploy.get(60, TimeUnit.SECONDS);
        }

        assertThat(deployer.flows()).extracting(FlowReport::state).containsExactly(State.STOPPED);
        deployer.start("slow");
        assertThat(answer("slow", "?")).isEqualTo("new");
    }

    @Test
    void anErrorOfOneFileConcernsThatFileAtTheStartAndLater() throws Exception {
        String bad =
                """
                import org.apache.camel.builder.RouteBuilder;

                public class Bad extends RouteBuilder {
                    static final int LIMIT = Integer.parseInt("twenty");
                    public void configure() {
                        throw new AssertionError("no");
                    }
                }
                """;
        house.write("Bad.java", bad);
        house.write("c.camel.yaml", ROUTE.formatted("c", "one"));
        deployer.deployAll();
        assertThat(ids()).containsExactly("c");

        house.write("Bad.java", bad.replace("twenty", "20"));
        save("c.camel.yaml", ROUTE.formatted("c", "two"));

        assertThat(answer("c", "?")).isEqualTo("two");
        assertThat(deployer.flows().getFirst().state()).isEqualTo(State.BROKEN);
    }

    @Test
    void aFileRenamedTogetherWithOthersIsTheSameFlow() throws Exception {
        house.write("a.camel.yaml", TANK.formatted("tank"));
        deployer.deployAll();
        assertThat(answer("tank", 40)).isEqualTo("true");

        assertThat(
                        deployer.deployTogether(
                                Map.of(
                                        "a.camel.yaml",
                                        "",
                                        "b.camel.yaml",
                                        TANK.formatted("tank") + "# edited\n"),
                                "me"))
                .isEmpty();

        assertThat(ids()).containsExactly("b");
        assertThat(answer("tank", 70)).isEqualTo("true");
        assertThat(house.routes.resolve("a.camel.yaml")).doesNotExist();
    }

    @Test
    void twoFilesTakeEachOthersName() throws Exception {
        house.write("a.camel.yaml", TANK.formatted("one"));
        house.write("b.camel.yaml", TANK.formatted("two").replace("fill", "level"));
        deployer.deployAll();
        assertThat(answer("one", 40)).isEqualTo("true");
        assertThat(answer("two", 200)).isEqualTo("false");

        house.write("a.camel.yaml", TANK.formatted("two").replace("fill", "level"));
        house.write("b.camel.yaml", TANK.formatted("one"));
        deployer.deployChanges();

        assertThat(ids()).containsExactly("a", "b");
        assertThat(deployer.flows()).allSatisfy(flow -> assertThat(flow.problems()).isEmpty());
        assertThat(answer("one", 70)).isEqualTo("true");
        assertThat(answer("two", 70)).isEqualTo("false");
    }

    @Test
    void aFlowStoppedByHandStaysStoppedUnderItsNewName() throws Exception {
        house.write("a.camel.yaml", TANK.formatted("tank"));
        deployer.deployAll();
        assertThat(answer("tank", 40)).isEqualTo("true");
        deployer.stop("a");

        Files.move(house.routes.resolve("a.camel.yaml"), house.routes.resolve("b.camel.yaml"));
        deployer.deployChanges();

        assertThat(deployer.flows())
                .extracting(FlowReport::id, FlowReport::state)
                .containsExactly(org.assertj.core.api.Assertions.tuple("b", State.STOPPED));
        deployer.start("b");
        assertThat(answer("tank", 70)).isEqualTo("true");
    }

    @Test
    void aJointDeployIsNotHeldBackByWhatIsWrongWithOthers() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        house.write("b.camel.yaml", ROUTE.formatted("b", "one"));
        deployer.deployAll();
        save("b.camel.yaml", "- route: [\n");

        assertThat(
                        deployer.deployTogether(
                                Map.of("a.camel.yaml", ROUTE.formatted("a", "two")), "me"))
                .isEmpty();

        assertThat(answer("a", "?")).isEqualTo("two");
        assertThat(answer("b", "?")).isEqualTo("one");
    }

    @Test
    void whatCannotBeWrittenIsNotDeployed() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        house.write("below.txt", "in the way of a folder");
        deployer.deployAll();
        Files.move(house.routes.resolve("below.txt"), house.routes.resolve("below"));
        RunningFlow old = deployer.running().getFirst();

        List<Problem> problems =
                deployer.deployTogether(
                        Map.of(
                                "a.camel.yaml", ROUTE.formatted("a", "two"),
                                "below/b.camel.yaml", ROUTE.formatted("b", "two")),
                        "me");

        assertThat(problems)
                .singleElement()
                .asString()
                .contains("cannot be written")
                .doesNotContain("everything was deployed");
        assertThat(deployer.running()).containsExactly(old);
        assertThat(house.routes.resolve("a.camel.yaml")).hasContent(ROUTE.formatted("a", "one"));
        save("a.camel.yaml", ROUTE.formatted("a", "three"));
        deployer = house.anotherDeployer(DeployConfig.DEFAULT);
        deployer.deployAll();
        assertThat(answer("a", "?")).isEqualTo("three");
    }

    @Test
    void aDeployThatWasCutOffIsCompletedButNeverOverANewerEdit() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        house.write("b.camel.yaml", ROUTE.formatted("b", "one"));
        Map<Path, String> files = new HashMap<>();
        for (String id : List.of("a", "b", "c")) {
            files.put(house.routes.resolve(id + ".camel.yaml"), ROUTE.formatted(id, "two"));
        }
        var pending = new PendingFiles(house.routes, house.store);
        var _ = pending.stage(files); // and killed
        house.write("a.camel.yaml", ROUTE.formatted("a", "by hand"));

        deployer.deployAll();

        assertThat(answer("a", "?")).isEqualTo("by hand");
        assertThat(answer("b", "?")).isEqualTo("two");
        assertThat(answer("c", "?")).isEqualTo("two");
        assertThat(house.store.get("deploy", "pending", "files")).isEmpty();
    }

    @Test
    void whatRunsIsKnownAlsoWhileTheHistoryCannotBeWritten() throws Exception {
        house.write("a.camel.yaml", ROUTE.formatted("a", "one"));
        deployer.deployAll();
        house.diskIsFull = true;

        save("a.camel.yaml", ROUTE.formatted("a", "two"));

        assertThat(answer("a", "?")).isEqualTo("two");
        assertThat(deployer.flows().getFirst())
                .returns(State.RUNNING, FlowReport::state)
                .returns(OptionalInt.of(2), FlowReport::version)
                .returns(List.of(), FlowReport::problems);
        assertThat(String.valueOf(house.bench.health.parts().get("deploy record")))
                .contains("The disk is full");
        assertThat(deployer.history("a", 10)).hasSize(1);

        house.diskIsFull = false;
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> deployer.history("a", 10).size() == 2);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !house.bench.health.parts().containsKey("deploy record"));
    }
}

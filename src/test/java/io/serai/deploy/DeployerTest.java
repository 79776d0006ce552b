package io.serai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.device.simulated.SimulatedDriver;
import io.serai.flow.Problem;
import io.serai.node.IntakeConfig;
import io.serai.store.SqliteStore;
import io.serai.testing.Bench;
import io.serai.time.SystemTimekeeper;
import io.serai.trial.TrialSettings;

import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

class DeployerTest {

    private static final String GOOD =
            """
            - route:
                id: %s
                from:
                  uri: direct:in
                  steps:
                    - to: mock:out
            """;

    @TempDir private Path folder;
    private final SystemTimekeeper time = new SystemTimekeeper();
    private Path routes;
    private SqliteStore store;
    private Bench bench;
    private Deployer deployer;

    @BeforeEach
    void open() throws IOException {
        bench = Bench.withDevices(folder, "devices: []\n");
        routes = Files.createDirectories(folder.resolve("routes"));
        store = SqliteStore.open(folder.resolve("serai.db"), time.now());
        deployer =
                new Deployer(
                        routes,
                        DeployConfig.DEFAULT,
                        new Deployer.Surroundings(
                                bench.factory,
                                new NoDevices(),
                                store.versions(),
                                store,
                                time,
                                bench.health,
                                bench.flowLog,
                                TRIALS));
    }

    private static final TrialSettings TRIALS =
            new TrialSettings(
                    () -> List.of(new SimulatedDriver(new SystemTimekeeper(), ZoneOffset.UTC)),
                    Map.of(),
                    IntakeConfig.DEFAULT);

    @AfterEach
    void close() {
        deployer.close();
        store.close();
        bench.close();
        time.close();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(routes.resolve(name).getParent());
        Files.writeString(routes.resolve(name), text);
    }

    private List<String> running() {
        return deployer.running().stream().map(flow -> flow.source().id()).toList();
    }

    @Test
    void aBrokenFileKeepsNoOtherFromRunning() throws Exception {
        write("a.camel.yaml", GOOD.formatted("a"));
        write("b.camel.yaml", "- route:\n    steps: [\n");
        write("c.camel.yaml", GOOD.formatted("c").replace("mock:out", "nowhere:out"));
        write("D.java", "public class D { nonsense }\n");
        write("below/e.camel.yaml", GOOD.formatted("e"));

        List<Problem> problems = deployer.deployAll();

        assertThat(running()).containsExactly("a", "e");
        assertThat(problems)
                .extracting(problem -> routes.relativize(problem.file()).toString())
                .containsExactlyInAnyOrder("D.java", "b.camel.yaml", "c.camel.yaml");
        assertThat(bench.health.isReady()).isFalse();
        assertThat(bench.health.parts()).containsKeys("flow a", "flow b", "flow c", "flow d");
    }

    @Test
    void twoFilesOfOneNameAreToldAndOnlyOneRuns() throws Exception {
        write("DoorBell.java", "unused");
        write("door-bell.camel.yaml", GOOD.formatted("door-bell"));

        List<Problem> problems = deployer.deployAll();

        assertThat(problems).extracting(Problem::text).anyMatch(text -> text.contains("Rename"));
    }

    @Test
    void aFolderThatIsMissingIsTold() throws Exception {
        Files.delete(routes);

        assertThat(deployer.deployAll())
                .extracting(Problem::text)
                .containsExactly("there is no such folder; make it or set routes.dir.");
    }

    @Test
    void aFlowThatNeverFinishesDoesNotHoldUpTheStop() throws Exception {
        write(
                "Stuck.java",
                """
                import org.apache.camel.builder.RouteBuilder;

                public class Stuck extends RouteBuilder {
                    public void configure() {
                        from("timer:once?repeatCount=1&delay=0").process(e -> {
                            getContext().getRegistry().bind("stuck", "yes");
                            new java.util.concurrent.CountDownLatch(1).await();
                        });
                    }
                }
                """);
        deployer.deployAll();
        CamelContext stuck = deployer.running().getFirst().context();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> stuck.getRegistry().lookupByName("stuck") != null);
        long begin = time.nanos();

        deployer.close();

        assertThat(Duration.ofNanos(time.nanos() - begin)).isLessThan(Duration.ofSeconds(7));
    }
}

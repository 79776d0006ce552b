package io.serai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flow.Problem;

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
import java.util.List;

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

    private List<String> running() {
        return deployer.running().stream().map(flow -> flow.source().id()).toList();
    }

    @Test
    void aBrokenFileKeepsNoOtherFromRunning() throws Exception {
        house.write("a.camel.yaml", GOOD.formatted("a"));
        house.write("b.camel.yaml", "- route:\n    steps: [\n");
        house.write("c.camel.yaml", GOOD.formatted("c").replace("mock:out", "nowhere:out"));
        house.write("D.java", "public class D { nonsense }\n");
        house.write("below/e.camel.yaml", GOOD.formatted("e"));

        List<Problem> problems = deployer.deployAll();

        assertThat(running()).containsExactly("a", "e");
        assertThat(problems)
                .extracting(problem -> house.routes.relativize(problem.file()).toString())
                .containsExactlyInAnyOrder("D.java", "b.camel.yaml", "c.camel.yaml");
        assertThat(house.bench.health.isReady()).isFalse();
        assertThat(house.bench.health.parts()).containsKeys("flow a", "flow b", "flow c", "flow d");
    }

    @Test
    void twoFilesOfOneNameAreToldAndOnlyOneRuns() throws Exception {
        house.write("DoorBell.java", "unused");
        house.write("door-bell.camel.yaml", GOOD.formatted("door-bell"));

        List<Problem> problems = deployer.deployAll();

        assertThat(problems).extracting(Problem::text).anyMatch(text -> text.contains("Rename"));
    }

    @Test
    void aFolderThatIsMissingIsTold() throws Exception {
        Files.delete(house.routes);

        assertThat(deployer.deployAll())
                .extracting(Problem::text)
                .containsExactly("there is no such folder; make it or set routes.dir.");
    }

    @Test
    void aFlowThatNeverFinishesDoesNotHoldUpTheStop() throws Exception {
        house.write(
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
        Thread.startVirtualThread(() -> house.bench.time.advance(Duration.ofSeconds(1)));
        CamelContext stuck = deployer.running().getFirst().context();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> stuck.getRegistry().lookupByName("stuck") != null);
        long begin = house.time.nanos();

        deployer.close();

        assertThat(Duration.ofNanos(house.time.nanos() - begin)).isLessThan(Duration.ofSeconds(7));
    }
}

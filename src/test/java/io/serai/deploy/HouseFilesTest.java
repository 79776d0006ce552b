package io.serai.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.deploy.FilesException.Reason;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.flow.DryFlows;
import io.serai.flow.Problem;
import io.serai.node.IntakeConfig;
import io.serai.store.SqliteStore;
import io.serai.testing.Bench;
import io.serai.time.SystemTimekeeper;
import io.serai.trial.TestReport;
import io.serai.trial.TestResult;
import io.serai.trial.TrialSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A house of one flow, its kamelet and its tests, as an editor sees it.
class HouseFilesTest {

    private static final String ROUTE =
            """
            # says it
            - route:
                id: a
                from:
                  uri: direct:a
                  steps:
                    - setBody: {constant: "%s"}
                    - kamelet: {name: shout}
                    - to: paho:said
            """;

    private static final String KAMELET =
            """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: {name: shout}
            spec:
              definition: {title: Shout}
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - transform: {simple: "${body}!"}
            """;

    private static final String TESTS =
            """
            - test: says it
              steps:
                - send: {endpoint: "direct:a"}
                - expect: {topic: said, payload: "%s"}
            - test: says it again
              steps:
                - send: {endpoint: "direct:a"}
                - expect: {topic: said, payload: "%s"}
            """;

    @TempDir private Path folder;
    private final SystemTimekeeper time = new SystemTimekeeper();
    private Path routes;
    private SqliteStore store;
    private Bench bench;
    private Deployer deployer;
    private HouseFiles files;

    @BeforeEach
    void open() throws IOException {
        routes = Files.createDirectories(folder.resolve("routes"));
        Files.createDirectories(routes.resolve("kamelets"));
        write("a.camel.yaml", ROUTE.formatted("hello"));
        write("a.test.yaml", TESTS.formatted("hello!", "hello!"));
        write("kamelets/shout.kamelet.yaml", KAMELET);
        write("notes.txt", "no part of a house");
        store = SqliteStore.open(folder.resolve("serai.db"), time.now());
        bench = Bench.withDevices(folder, "devices: []\n", store);
        deployer =
                new Deployer(
                        routes,
                        new DeployConfig(
                                true,
                                Duration.ofSeconds(10),
                                true,
                                3,
                                GateMode.CHECK,
                                Duration.ofSeconds(30),
                                DryFlows.NONE),
                        new Deployer.Surroundings(
                                bench.factory,
                                new NoDevices(),
                                store.versions(),
                                store,
                                time,
                                bench.health,
                                bench.flowLog,
                                new TrialSettings(
                                        () -> List.of(new SimulatedDriver(time, ZoneOffset.UTC)),
                                        Map.of(),
                                        IntakeConfig.DEFAULT)));
        assertThat(deployer.deployAll()).isEmpty();
        files = deployer.files();
    }

    @AfterEach
    void close() {
        deployer.close();
        bench.close();
        store.close();
        time.close();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(routes.resolve(name), text);
    }

    private String onDisk(String name) throws IOException {
        return Files.readString(routes.resolve(name));
    }

    private List<String> problems(String path, String text) {
        return told(files.check().check(path, text).problems());
    }

    private List<String> told(List<Problem> problems) {
        return problems.stream().map(each -> each.toString().replace(routes + "/", "")).toList();
    }

    @Test
    void everyFileOfTheHouseIsListedWithWhatItIs() {
        assertThat(files.all())
                .extracting(HouseFile::path, HouseFile::kind, each -> each.flow().orElse(""))
                .containsExactly(
                        tuple(
                                "a.camel.yaml", HouseFile.Kind.FLOW, "a"),
                        tuple(
                                "a.test.yaml", HouseFile.Kind.TEST, "a"),
                        tuple(
                                "kamelets/shout.kamelet.yaml", HouseFile.Kind.KAMELET, ""));
    }

    @Test
    void anEtagFollowsTheContent() throws Exception {
        String before = files.all().getFirst().etag();
        assertThat(files.read("a.camel.yaml").etag()).isEqualTo(before);

        write("a.camel.yaml", ROUTE.formatted("hallo"));
        assertThat(files.all().getFirst().etag()).isNotEqualTo(before);

        write("a.camel.yaml", ROUTE.formatted("hello"));
        assertThat(files.all().getFirst().etag()).isEqualTo(before);
    }

    @Test
    void aDeployedTextIsOnDiskByteForByte() throws Exception {
        String text = ROUTE.formatted("grüß dich").replace("\n", "\r\n") + "# no end";

        assertThat(files.deploy(Map.of("a.camel.yaml", text), Map.of(), "me")).isEmpty();

        assertThat(onDisk("a.camel.yaml")).isEqualTo(text);
        assertThat(files.read("a.camel.yaml").text()).isEqualTo(text);
        assertThat(deployer.running().getFirst().source().text()).isEqualTo(text);
        assertThat(deployer.history("a", 1).getFirst().by()).isEqualTo("me");
    }

    @Test
    void aTextIsNotWrittenOverOneThatWasNotSeen() throws Exception {
        String seen = files.read("a.camel.yaml").etag();
        write("a.camel.yaml", ROUTE.formatted("of another"));

        assertThatThrownBy(() ->
                        files.deploy(
                                Map.of("a.camel.yaml", ROUTE.formatted("mine")),
                                Map.of("a.camel.yaml", seen),
                                "me"))
                .isInstanceOfSatisfying(
                        FilesException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED));

        assertThat(onDisk("a.camel.yaml")).contains("of another");
    }

    @Test
    void aTextThatAnotherSavesWhileMineIsBeingDeployedStaysAndRuns() throws Exception {
        String theirs = ROUTE.formatted("theirs");
        var asked = new ArrayList<String>();

        assertThatThrownBy(() ->
                        deployer.deployTogether(
                                Map.of("a.camel.yaml", ROUTE.formatted("mine")),
                                "me",
                                () -> {
                                    asked.add("");
                                    if (asked.size() == 2) {
                                        saved("a.camel.yaml", theirs);
                                        throw new FilesException(Reason.CHANGED, "changed");
                                    }
                                }))
                .isInstanceOf(FilesException.class);

        assertThat(onDisk("a.camel.yaml")).isEqualTo(theirs);
        assertThat(deployer.running().getFirst().source().text()).isEqualTo(theirs);
    }

    private void saved(String name, String text) {
        try {
            write(name, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void namesLeadNowhereElse() {
        assertThatThrownBy(() -> files.read("../devices.yaml"))
                .isInstanceOf(FilesException.class)
                .hasMessageContaining("no file of a house");
        assertThatThrownBy(() -> files.check().check("notes.txt", "x"))
                .isInstanceOf(FilesException.class);
        assertThatThrownBy(() -> files.read("b.camel.yaml"))
                .isInstanceOf(FilesException.class)
                .hasMessage("There is no file b.camel.yaml in the routes folder.");
    }

    @Test
    void aDraftIsCheckedAndNothingChanges() throws Exception {
        assertThat(problems("a.camel.yaml", ROUTE.formatted("x").replace("paho:", "phao:")))
                .containsExactly(
                        "a.camel.yaml:9: component \"phao\" is not known. Did you mean \"paho\"?");

        assertThat(onDisk("a.camel.yaml")).isEqualTo(ROUTE.formatted("hello"));
        assertThat(deployer.flows().getFirst().problems()).isEmpty();
        assertThat(bench.counters.all()).isEmpty();
    }

    @Test
    void aDraftDiffersWhenItDoesSomethingElse() {
        assertThat(files.check().check("a.camel.yaml", ROUTE.formatted("hello") + "# more"))
                .isEqualTo(new DraftCheck.Result(List.of(), Optional.of(false)));
        assertThat(files.check().check("a.camel.yaml", ROUTE.formatted("bye")))
                .isEqualTo(new DraftCheck.Result(List.of(), Optional.of(true)));
        assertThat(files.check().check("b.camel.yaml", ROUTE.formatted("bye")).problems())
                .singleElement()
                .extracting(Problem::text)
                .asString()
                .contains("route id \"a\" is taken");
    }

    @Test
    void aDraftOfAKameletIsCheckedInTheFlowsThatUseIt() {
        assertThat(problems("kamelets/shout.kamelet.yaml", KAMELET)).isEmpty();
        assertThat(
                        problems(
                                "kamelets/shout.kamelet.yaml",
                                KAMELET.replace("transform", "transfrom")))
                .singleElement()
                .asString()
                .startsWith("a.camel.yaml:8: its kamelet cannot be used")
                .contains("transfrom");
    }

    @Test
    void aDraftOfATestFileIsChecked() {
        assertThat(problems("a.test.yaml", TESTS.replace("expect:", "expct:")))
                .hasSize(4)
                .allSatisfy(each -> assertThat(each).startsWith("a.test.yaml:"));
    }

    @Test
    void aTestFileThatCannotBeReadIsNotDeployed() throws Exception {
        List<Problem> problems =
                files.deploy(
                        Map.of("a.test.yaml", TESTS.replace("expect:", "expct:")), Map.of(), "me");

        assertThat(problems).isNotEmpty();
        assertThat(onDisk("a.test.yaml")).doesNotContain("expct");
    }

    @Test
    void aCheckDoesNotWaitForADeploy() throws Exception {
        var deploying = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var threads = Executors.newSingleThreadExecutor()) {
            var deploy =
                    threads.submit(() ->
                            deployer.deployTogether(
                                    Map.of("a.camel.yaml", ROUTE.formatted("new")),
                                    "me",
                                    () -> {
                                        deploying.countDown();
                                        await(go);
                                    }));
            await(deploying);

            assertThat(problems("a.camel.yaml", ROUTE.formatted("draft"))).isEmpty();

            go.countDown();
            assertThat(deploy.get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void testsRunWithWhatIsNotSaved() {
        var heard = new ArrayList<String>();
        Runnable deaf =
                files.tests()
                        .listen((flow, result, done, of) ->
                                heard.add(
                                        "%s %s %d/%d".formatted(flow, result.name(), done, of)));
        TestReport now = files.tests().run("a", Map.of());
        assertThat(now.passed()).isTrue();
        assertThat(now.coverage()).singleElement();

        TestReport draft = files.tests().run("a", Map.of("a.camel.yaml", ROUTE.formatted("bye")));
        assertThat(draft.failed())
                .extracting(TestResult::name)
                .containsExactly("says it", "says it again");
        deaf.run();
        files.tests().run("a", Map.of());

        assertThat(heard)
                .containsExactly(
                        "a says it 1/2",
                        "a says it again 2/2",
                        "a says it 1/2",
                        "a says it again 2/2");
    }

    @Test
    void testsOfOneFileRunAtATime() {
        var others = new ArrayList<String>();
        Runnable deaf =
                files.tests()
                        .listen((_, _, _, _) -> {
                            try (var other = Executors.newSingleThreadExecutor()) {
                                other.submit(() -> files.tests().run("a", Map.of()))
                                        .get(10, TimeUnit.SECONDS);
                            } catch (Exception e) {
                                others.add(String.valueOf(e.getCause().getMessage()));
                            }
                        });
        assertThat(files.tests().run("a", Map.of()).passed()).isTrue();
        deaf.run();

        assertThat(others)
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each)
                                .isEqualTo("Other tests are running; these were not. Try again."));
    }

    @Test
    void aFlowWithoutTestsIsNamed() {
        assertThatThrownBy(() -> files.tests().run("b", Map.of()))
                .isInstanceOf(FilesException.class)
                .hasMessageContaining("b.test.yaml");
    }
}

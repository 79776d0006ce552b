package io.serai.deploy;

import static io.serai.deploy.EditedHouse.KAMELET;
import static io.serai.deploy.EditedHouse.ROUTE;
import static io.serai.deploy.EditedHouse.TESTS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.flow.FlowPicture;
import io.serai.flow.Problem;
import io.serai.flowtest.run.TestReport;
import io.serai.flowtest.run.TestResult;
import io.serai.routes.FilesException;
import io.serai.routes.FilesException.Reason;
import io.serai.routes.RoutesFile;
import io.serai.routes.RoutesFolder;
import io.serai.routes.RoutesLinks;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A house as an editor sees it.
class RoutesFilesTest {

    @TempDir private Path folder;
    private EditedHouse house;
    private Deployer deployer;
    private RoutesFiles files;

    @BeforeEach
    void open() throws IOException {
        house = new EditedHouse(folder);
        deployer = house.deployer;
        files = deployer.files();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private List<String> problems(String path, String text) {
        return told(files.check().check(path, text).problems());
    }

    private List<String> told(List<Problem> problems) {
        return problems.stream()
                .map(each -> each.toString().replace(house.routes + "/", ""))
                .toList();
    }

    @Test
    void everyFileOfTheHouseIsListedWithWhatItIs() {
        assertThat(files.all())
                .extracting(RoutesFile::path, RoutesFile::kind, each -> each.flow().orElse(""))
                .containsExactly(
                        tuple("a.camel.yaml", RoutesFile.Kind.FLOW, "a"),
                        tuple("a.test.yaml", RoutesFile.Kind.TEST, "a"),
                        tuple("kamelets/shout.kamelet.yaml", RoutesFile.Kind.KAMELET, ""));
    }

    @Test
    void anEtagFollowsTheContent() throws Exception {
        String before = files.all().getFirst().etag();
        assertThat(files.read("a.camel.yaml").etag()).isEqualTo(before);

        house.write("a.camel.yaml", ROUTE.formatted("hallo"));
        assertThat(files.all().getFirst().etag()).isNotEqualTo(before);

        house.write("a.camel.yaml", ROUTE.formatted("hello"));
        assertThat(files.all().getFirst().etag()).isEqualTo(before);
    }

    @Test
    void aDeployedTextIsOnDiskByteForByte() throws Exception {
        String text = ROUTE.formatted("grüß dich").replace("\n", "\r\n") + "# no end";

        assertThat(files.deploy(Map.of("a.camel.yaml", text), Map.of(), "me")).isEmpty();

        assertThat(house.onDisk("a.camel.yaml")).isEqualTo(text);
        assertThat(files.read("a.camel.yaml").text()).isEqualTo(text);
        assertThat(deployer.running().getFirst().source().text()).isEqualTo(text);
        assertThat(deployer.history("a", 1).getFirst().by()).isEqualTo("me");
    }

    @Test
    void aTextIsNotWrittenOverOneThatWasNotSeen() throws Exception {
        String seen = files.read("a.camel.yaml").etag();
        house.write("a.camel.yaml", ROUTE.formatted("of another"));

        assertThatThrownBy(() ->
                        files.deploy(
                                Map.of("a.camel.yaml", ROUTE.formatted("mine")),
                                Map.of("a.camel.yaml", seen),
                                "me"))
                .isInstanceOfSatisfying(
                        FilesException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED));

        assertThat(house.onDisk("a.camel.yaml")).contains("of another");
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
                                        house.write("a.camel.yaml", theirs);
                                        throw new FilesException(Reason.CHANGED, "changed");
                                    }
                                }))
                .isInstanceOf(FilesException.class);

        assertThat(house.onDisk("a.camel.yaml")).isEqualTo(theirs);
        assertThat(deployer.running().getFirst().source().text()).isEqualTo(theirs);
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

        assertThat(house.onDisk("a.camel.yaml")).isEqualTo(ROUTE.formatted("hello"));
        assertThat(deployer.flows().getFirst().problems()).isEmpty();
        assertThat(house.bench.counters.all()).isEmpty();
    }

    @Test
    void aDraftDiffersWhenItDoesSomethingElse() {
        assertThat(files.check().check("a.camel.yaml", ROUTE.formatted("hello") + "# more"))
                .returns(Optional.of(false), DraftCheck.Result::differs)
                .returns(List.of(), DraftCheck.Result::problems);
        assertThat(files.check().check("a.camel.yaml", ROUTE.formatted("bye")))
                .returns(Optional.of(true), DraftCheck.Result::differs)
                .returns(List.of(), DraftCheck.Result::problems);
        assertThat(files.check().check("b.camel.yaml", ROUTE.formatted("bye")).problems())
                .singleElement()
                .extracting(Problem::text)
                .asString()
                .contains("route id \"a\" is taken");
    }

    @Test
    void aDraftIsDrawnAlsoWhenAStepOfItIsWrong() {
        String draft = ROUTE.formatted("x") + "        - stop: {}\n";

        assertThat(drawn(draft)).containsExactly("from", "setBody", "kamelet", "to", "stop");
        assertThat(drawn(draft.replace("paho:", "phao:"))).isEqualTo(drawn(draft));
        assertThat(drawn("- route: [")).isEmpty();
        assertThat(files.check().check("a.test.yaml", TESTS).picture()).isEmpty();
    }

    private List<String> drawn(String draft) {
        return files.check().check("a.camel.yaml", draft).picture().stream()
                .flatMap(each -> each.nodes().stream())
                .map(FlowPicture.Node::type)
                .toList();
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
        assertThat(house.onDisk("a.test.yaml")).doesNotContain("expct");
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
                                heard.add("%s %s %d/%d".formatted(flow, result.name(), done, of)));
        TestReport now = files.tests().run("a", Map.of());
        assertThat(now.passed()).isTrue();
        assertThat(now.coverage()).hasSize(1);

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
                                others.add(String.valueOf(e.getMessage()));
                            }
                        });
        assertThat(files.tests().run("a", Map.of()).passed()).isTrue();
        deaf.run();

        assertThat(others)
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each)
                                .endsWith("Other tests are running; these were not. Try again."));
    }

    @Test
    void aFlowWithoutTestsIsNamed() {
        assertThatThrownBy(() -> files.tests().run("b", Map.of()))
                .isInstanceOf(FilesException.class)
                .hasMessageContaining("b.test.yaml");
    }

    @Test
    void whatALinkLeadsToOutsideTheFolderRunsAndIsNeitherShownNorWritten() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path target =
                Files.writeString(
                        outside.resolve("linked.camel.yaml"),
                        ROUTE.formatted("hello").replace("id: a", "id: linked"));
        String text = Files.readString(target);
        Files.createSymbolicLink(house.routes.resolve("linked.camel.yaml"), target);
        Files.createSymbolicLink(house.routes.resolve("shelf"), outside);
        Files.createSymbolicLink(
                house.routes.resolve("nowhere.camel.yaml"), outside.resolve("none.camel.yaml"));

        assertThat(files.all()).extracting(RoutesFile::path).allMatch(RoutesFilesTest::isOwn);
        for (String path :
                List.of("linked.camel.yaml", "shelf/linked.camel.yaml", "nowhere.camel.yaml")) {
            assertOutside(() -> files.read(path));
            assertOutside(() -> files.etag(path));
            assertOutside(() -> files.check().check(path, text));
            assertOutside(() -> files.deploy(Map.of(path, text + "#"), Map.of(), "console"));
            assertOutside(() -> files.deploy(Map.of(path, ""), Map.of(), "console"));
            assertOutside(() -> deployer.deployTogether(Map.of(path, ""), "console"));
        }
        assertThat(Files.readString(target)).isEqualTo(text);
        assertThat(RoutesFolder.read(house.routes).flows())
                .extracting(each -> each.file().file().getFileName().toString())
                .contains("linked.camel.yaml");
    }

    private static boolean isOwn(String path) {
        return !path.contains("linked") && !path.contains("nowhere");
    }

    private static void assertOutside(ThrowingCallable asking) {
        assertThatThrownBy(asking)
                .isInstanceOf(FilesException.class)
                .extracting(each -> ((FilesException) each).reason())
                .isEqualTo(Reason.OUTSIDE);
    }

    @Test
    void aRoutesFolderThatIsItselfALinkIsAsGoodAsAny() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), house.routes);

        assertThat(RoutesLinks.leadsOut(link, link.resolve("a.camel.yaml"))).isFalse();
        assertThat(RoutesLinks.leadsOut(link, link.resolve("new/b.camel.yaml"))).isFalse();
    }

    @Test
    void aRouteWithoutFromIsAProblemWithItsLine() {
        for (String text :
                List.of(
                        "- route:\n    id: x\n",
                        "- route:\n    id: x\n    steps:\n      - to: log:a\n",
                        "- route: {}\n",
                        "- from: {}\n",
                        "- route:\n    id: x\n    from:\n      steps:\n        - to: log:a\n")) {
            List<String> told = problems("x.camel.yaml", text);
            assertThat(told).as(text).isNotEmpty();
            assertThat(told).as(text).allMatch(each -> each.matches("x\\.camel\\.yaml:\\d+: .*"));
        }
        assertThat(problems("x.camel.yaml", "- route:\n    id: x\n").getFirst()).contains("from");
    }
}

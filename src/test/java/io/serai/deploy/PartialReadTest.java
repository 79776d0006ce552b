package io.serai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.deploy.apply.GateMode;
import io.serai.flow.FlowReport;
import io.serai.flow.Problem;
import io.serai.routes.RoutesFile;
import io.serai.routes.RoutesFolder;
import io.serai.testing.Programs;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A partial read of the routes folder is no read: what cannot be read is as it was. Links to themselves stand
/// for folders and files that the gateway may not read, as root may read all others.
@Timeout(120)
class PartialReadTest {

    private static final DeployConfig CONFIG =
            EmptyHouse.withGate(GateMode.CHECK, Duration.ofSeconds(10));

    private static final String CALLS =
            """
            - route:
                id: %s
                from:
                  uri: direct:%1$s
                  steps:
                    - kamelet: {name: shout}
                    - log: "{{word}}"
            """;

    @TempDir private Path folder;
    private EmptyHouse house;

    @BeforeEach
    void open() throws IOException {
        house = new EmptyHouse(folder, CONFIG);
        house.write("a.camel.yaml", CALLS.formatted("a"));
        house.write("attic/b.camel.yaml", CALLS.formatted("b"));
        house.write("attic/shout.kamelet.yaml", EditedHouse.KAMELET);
        house.write("settings.properties", "word=hello");
        assertThat(house.deployer().deployAll()).isEmpty();
    }

    @AfterEach
    void close() {
        house.close();
    }

    /// What is at a place is still called so and cannot be read.
    private void hide(String name) throws IOException {
        Path place = house.routes.resolve(name);
        Files.move(place, folder.resolve("hidden"));
        Files.createSymbolicLink(place, place);
    }

    private void show(String name) throws IOException {
        Path place = house.routes.resolve(name);
        Files.delete(place);
        Files.move(folder.resolve("hidden"), place);
    }

    private void assertRun(String... flows) {
        assertThat(house.deployer().flows())
                .filteredOn(each -> each.state() == FlowReport.State.RUNNING)
                .extracting(FlowReport::id)
                .containsExactly(flows);
    }

    private List<String> restart() {
        return house.anotherDeployer(CONFIG).deployAll().stream().map(Problem::toString).toList();
    }

    private RoutesFolder read() {
        return RoutesFolder.read(house.routes);
    }

    @Test
    void folderThatCannotBeReadRunsOnAndEverythingElseIsDeployed() throws Exception {
        hide("attic");
        house.write("c.camel.yaml", CALLS.formatted("c"));

        house.deployer().deployChanges();

        assertRun("a", "b", "c");
        assertThat(house.deployer().history("b", 9)).hasSize(1);
    }

    @Test
    void folderThatCannotBeReadAtTheStartRunsInItsLastVersion() throws Exception {
        hide("attic");

        List<String> problems = restart();

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith(house.routes.resolve("attic") + ": cannot be read: ")
                .contains("Make it readable");
        assertRun("a", "b");
        house.write("c.camel.yaml", CALLS.formatted("c"));
        house.deployer().deployChanges();
        assertRun("a", "b", "c");
    }

    @Test
    void whatIsReadableAgainCountsAndWhatIsGoneIsRemoved() throws Exception {
        hide("attic");
        house.deployer().deployChanges();
        show("attic");
        house.write("attic/d.camel.yaml", CALLS.formatted("d"));

        house.deployer().deployChanges();

        assertRun("a", "b", "d");
        Files.delete(house.routes.resolve("attic/b.camel.yaml"));
        house.deployer().deployChanges();
        assertRun("a", "d");
        assertThat(restart()).isEmpty();
        assertRun("a", "d");
    }

    @Test
    void settingsThatCannotBeReadHoldOn() throws Exception {
        hide("settings.properties");
        house.write("c.camel.yaml", CALLS.formatted("c"));

        house.deployer().deployChanges();
        assertRun("a", "b", "c");

        assertThat(restart()).singleElement().asString().contains("settings.properties");
        assertRun("a", "b", "c");
    }

    @Test
    void flowWhoseFileCannotBeReadRunsOnAndSaysSo() throws Exception {
        hide("a.camel.yaml");

        house.deployer().deployChanges();
        house.deployer().deployChanges();

        assertRun("a", "b");
        assertThat(house.deployer().flows().getFirst().problems())
                .singleElement()
                .asString()
                .contains("cannot be read");
        assertThat(restart()).singleElement().asString().contains("a.camel.yaml: cannot be read");
        assertRun("a", "b");
    }

    @Test
    void wholeFolderThatCannotBeReadRunsOnAndStartsAgain() throws Exception {
        Files.move(house.routes, folder.resolve("hidden"));

        house.deployer().deployChanges();

        assertRun("a", "b");
    }

    @Test
    void togetherWithAFolderThatCannotBeReadOtherFilesAreDeployed() throws Exception {
        hide("attic");

        assertThat(
                        house.deployer()
                                .deployTogether(Map.of("c.camel.yaml", CALLS.formatted("c")), "me"))
                .isEmpty();

        assertRun("a", "b", "c");
    }

    @Test
    void folderIsListedAroundWhatCannotBeRead() throws Exception {
        hide("attic");

        assertThat(house.deployer().files().all())
                .extracting(RoutesFile::path)
                .contains("a.camel.yaml", "settings.properties");
    }

    @Test
    void whatIsNoFileIsToldAndNotWaitedFor() throws Exception {
        Path pipe = house.routes.resolve("pipe.camel.yaml");
        assertThat(
                        new ProcessBuilder(Programs.require("mkfifo").toString(), pipe.toString())
                                .start()
                                .waitFor())
                .isZero();
        Files.createSymbolicLink(house.routes.resolve("zero.camel.yaml"), Path.of("/dev/zero"));
        Files.createSymbolicLink(house.routes.resolve("nowhere.camel.yaml"), Path.of("not-there"));
        Files.createSymbolicLink(house.routes.resolve("notes"), Path.of("not-there"));
        try (var huge =
                new RandomAccessFile(house.routes.resolve("huge.camel.yaml").toFile(), "rw")) {
            huge.setLength(2L << 30);
        }

        assertThat(read().unreadable().values())
                .extracting(each -> house.routes.relativize(each.file()) + ": " + each.text())
                .containsExactlyInAnyOrder(
                        "pipe.camel.yaml: cannot be read: it is no regular file. Make it readable, or"
                                + " move it out of the folder.",
                        "zero.camel.yaml: cannot be read: it is no regular file. Make it readable, or"
                                + " move it out of the folder.",
                        "nowhere.camel.yaml: cannot be read: it is a link that leads nowhere. Make it"
                                + " readable, or move it out of the folder.",
                        "huge.camel.yaml: cannot be read: it is larger than 1 MB, which no file of a"
                                + " house needs.");
        assertThat(read().problems()).isEmpty();
        assertThat(read().flows()).hasSize(2);
    }
}

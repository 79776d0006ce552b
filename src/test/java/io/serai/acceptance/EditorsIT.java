package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/// Whatever program saves a route file, and however it does so.
class EditorsIT {

    private static final Logger LOG = LoggerFactory.getLogger(EditorsIT.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    @TempDir private static Path folder;
    private static House house;
    private static int marks;

    private VersionProbe versions;

    @BeforeAll
    static void open() {
        house =
                House.open(
                        BrokerKind.EMBEDDED,
                        folder,
                        new RouteEdit[] {
                            RouteEdit.add(
                                    "edited.camel.yaml", VersionProbe.flow("edited", "first")),
                            RouteEdit.add("mark.camel.yaml", VersionProbe.flow("mark", "mark0"))
                        });
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @BeforeEach
    void enter() {
        versions = new VersionProbe(house.probe());
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    private static Path file(String name) {
        return house.gateway().routes().resolve(name + ".camel.yaml");
    }

    /// When this returns, whatever was saved before has been looked at.
    private void awaitLookedAt() throws Exception {
        String mark = "mark" + ++marks;
        Files.writeString(file("mark"), VersionProbe.flow("mark", mark));
        versions.awaitWord("mark", mark);
    }

    @ParameterizedTest
    @EnumSource(Editor.class)
    void whatIsSavedRunsAndNothingElseDoes(Editor editor) throws Exception {
        String before = versions.ask("edited").word();
        String after = "by-" + editor;

        editor.save(file("edited"), VersionProbe.flow("edited", after));
        assertThat(file("edited")).hasContent(VersionProbe.flow("edited", after));

        Duration took = versions.awaitWord("edited", after, System.nanoTime());
        LOG.info("{}: runs {} ms after it was saved", editor, took.toMillis());
        assertThat(took).isLessThan(LIMIT);
        assertThat(versions.words("edited")).containsExactly(before, after);
        versions.assertAllAnsweredOnceInOrder("edited");
    }

    @ParameterizedTest
    @EnumSource(Editor.class)
    void savingTheSameTextAgainRestartsNothing(Editor editor) throws Exception {
        String run = versions.ask("edited").run();

        editor.save(file("edited"), Files.readString(file("edited")));

        awaitLookedAt();
        assertThat(versions.ask("edited").run()).isEqualTo(run);
    }

    @Test
    void anotherTimeOfTheFileRestartsNothing() throws Exception {
        String run = versions.ask("edited").run();

        Files.setLastModifiedTime(file("edited"), FileTime.from(Instant.now()));

        awaitLookedAt();
        assertThat(versions.ask("edited").run()).isEqualTo(run);
    }

    /// Its first half is a flow, too.
    @Test
    void fileThatIsStillBeingWrittenIsNotDeployed() throws Exception {
        Path file = file("halves");
        String old = VersionProbe.flow("half-a", "old") + VersionProbe.flow("half-b", "old");
        Files.writeString(file, old);
        versions.awaitNew("half-b", "old");
        versions.awaitNew("half-a", "old");

        try (FileChannel channel =
                FileChannel.open(
                        file, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(utf8(VersionProbe.flow("half-a", "new")));
            versions.keepAsking("half-a", Duration.ofMillis(400));
            assertThat(versions.words("half-a")).containsExactly("old");
            channel.write(utf8(VersionProbe.flow("half-b", "new")));
        }

        long written = System.nanoTime();
        assertThat(versions.awaitWord("half-b", "new", written)).isLessThan(LIMIT);
        versions.awaitWord("half-a", "new", written);
        versions.assertAllAnsweredOnceInOrder("half-a");
        versions.assertAllAnsweredOnceInOrder("half-b");
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void filesBesideTheRouteFilesAreNoFlows() throws Exception {
        versions.ask("edited");
        String log = house.gateway().log();
        String text = VersionProbe.flow("stranger", "stranger");
        for (String name :
                new String[] {
                    "stranger.camel.yaml~",
                    ".stranger.camel.yaml.swp",
                    "stranger.camel.yaml.bak",
                    "#stranger.camel.yaml#",
                    ".#stranger.camel.yaml",
                    ".stranger.camel.yaml",
                    "stranger.camel.yaml.orig",
                    "README.md"
                }) {
            Files.writeString(house.gateway().routes().resolve(name), text);
        }

        awaitLookedAt();

        assertThat(versions.isAnswering("stranger")).isFalse();
        assertThat(house.gateway().log().substring(log.length())).doesNotContain("stranger");
        assertThat(house.gateway().health().partsDown()).isEmpty();
    }
}

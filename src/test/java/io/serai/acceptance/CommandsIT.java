package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The owner at a terminal beside the running gateway.
class CommandsIT {

    @TempDir private static Path folder;
    private static House house;

    private VersionProbe versions;

    @BeforeAll
    static void open() {
        house =
                House.open(
                        BrokerKind.EMBEDDED,
                        folder,
                        new RouteEdit[] {
                            RouteEdit.add("bell.camel.yaml", VersionProbe.flow("bell", "one")),
                            RouteEdit.add("door.camel.yaml", VersionProbe.flow("door", "one"))
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

    private static Finished serai(String... words) {
        List<String> command = new ArrayList<>();
        command.add(RunningGateway.home().resolve("bin/serai").toString());
        command.addAll(List.of(words));
        command.add("--http.port=" + house.gateway().httpPort());
        command.add("--data.dir=" + house.gateway().data());
        return Finished.run(command);
    }

    private static String done(String... words) {
        Finished finished = serai(words);
        assertThat(finished.exitCode()).as("%s", finished).isZero();
        return String.join("\n", finished.out());
    }

    private static Path file(String name) {
        return house.gateway().routes().resolve(name);
    }

    private void save(String name, String text, String flow, String word) throws IOException {
        Files.writeString(file(name), text);
        versions.awaitWord(flow, word);
    }

    @Test
    void flowIsListedStoppedStartedAndRestartedAndNoOtherIs() {
        String door = versions.ask("door").run();
        String bell = versions.ask("bell").run();
        assertThat(done("list")).containsPattern("(?m)^bell +running ").contains("nightlight");

        done("stop", "bell");

        assertThat(versions.isAnswering("bell")).isFalse();
        assertThat(done("list")).containsPattern("(?m)^bell +stopped ");

        done("start", "bell");
        assertThat(versions.ask("bell").run()).isNotEqualTo(bell);
        bell = versions.ask("bell").run();

        done("restart", "bell");
        assertThat(versions.ask("bell").run()).isNotEqualTo(bell);
        assertThat(versions.ask("door").run()).isEqualTo(door);
    }

    @Test
    void rollbackBringsBackTextAndFileAndIsAVersionOfItsOwn() throws Exception {
        String first = VersionProbe.flow("turn", "first");
        save("turn.camel.yaml", first, "turn", "first");
        save("turn.camel.yaml", VersionProbe.flow("turn", "second"), "turn", "second");
        assertThat(done("history", "turn", "--diff")).contains("first", "second");

        done("rollback", "turn");

        assertThat(versions.ask("turn").word()).isEqualTo("first");
        assertThat(file("turn.camel.yaml")).hasContent(first);
        assertThat(done("history", "turn").lines().filter(line -> line.startsWith("turn ")))
                .hasSize(3);

        Files.delete(file("turn.camel.yaml"));
        versions.awaitSilence("turn");
        done("rollback", "turn", "2");
        versions.awaitWord("turn", "second");
        assertThat(file("turn.camel.yaml")).hasContent(VersionProbe.flow("turn", "second"));
    }

    @Test
    void filesAreDeployedTogetherOrNotAtAll() throws Exception {
        Path work = Files.createDirectories(folder.resolve("work"));
        Files.writeString(work.resolve("one.camel.yaml"), VersionProbe.flow("one", "new"));
        Files.writeString(
                work.resolve("two.camel.yaml"),
                VersionProbe.flow("two", "new").replace("setBody", "setBoddy"));

        Finished refused = serai("deploy", work.toString());

        assertThat(refused.exitCode()).isOne();
        assertThat(refused.toString()).contains("two.camel.yaml:8:", "setBoddy");
        assertThat(file("one.camel.yaml")).doesNotExist();
        assertThat(versions.isAnswering("one")).isFalse();

        Files.writeString(work.resolve("two.camel.yaml"), VersionProbe.flow("two", "new"));
        done("deploy", work.toString());
        assertThat(versions.ask("one").word()).isEqualTo("new");
        assertThat(versions.ask("two").word()).isEqualTo("new");
        assertThat(file("one.camel.yaml")).exists();
    }

    @Test
    void logsShowWhatAFlowSays() throws Exception {
        String saying =
                VersionProbe.flow("teller", "one")
                        .replace("- setBody:", "- log: it says ${body}\n        - setBody:");
        save("teller.camel.yaml", saying, "teller", "one");

        assertThat(done("logs", "teller")).contains("it says v").contains("1 route started");
        Finished unknown = serai("logs", "tellr");
        assertThat(unknown.exitCode()).isOne();
        assertThat(unknown.toString()).contains("teller");
    }

    private static String test(String word) {
        return """
        - test: it answers with its word
          steps:
            - publish: {topic: ask/gated, payload: "1"}
            - expect: {topic: answer/gated, payload: {$contains: " %s "}}
        """
                .formatted(word);
    }

    @Test
    void redTestsKeepTheOldVersionAndMendedOnesLetTheNewOneIn() throws Exception {
        Files.writeString(file("gated.test.yaml"), test("one"));
        save("gated.camel.yaml", VersionProbe.flow("gated", "one"), "gated", "one");

        Files.writeString(file("gated.camel.yaml"), VersionProbe.flow("gated", "two"));

        Waiting.until(() -> done("list"), () -> done("list").contains("gated.test.yaml:4: "));
        assertThat(done("list")).contains("\"it answers with its word\" fails");
        assertThat(versions.ask("gated").word()).isEqualTo("one");
        Finished red = serai("test", file("gated.test.yaml").toString());
        assertThat(red.exitCode()).isOne();
        assertThat(red.toString())
                .contains("FAIL  it answers with its word")
                .contains("published answer/gated 1 two ")
                .contains("1 test, 1 failed");

        save("gated.test.yaml", test("two"), "gated", "two");

        Path results = folder.resolve("results.xml");
        assertThat(done("test", file("gated.camel.yaml").toString(), "--junit=" + results))
                .contains("ok    it answers with its word", "2 of 2 steps");
        assertThat(results).content().contains("<testcase", "tests=\"1\" failures=\"0\"");
        Files.delete(file("gated.camel.yaml"));
        Files.delete(file("gated.test.yaml"));
    }
}

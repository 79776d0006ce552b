package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The owner edits files in `routes/` while the house runs.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class LiveEditIT {

    private static final Logger LOG = LoggerFactory.getLogger(LiveEditIT.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static final String TWO_MORE_DEVICES =
            """

              - id: live-lamp
                kind: switch
                pi4j: {pin: 17}

              - id: live-fan
                kind: switch
                pi4j: {pin: 18}
            """;

    @TempDir private static Path folder;
    private static House house;
    private static int marks;

    @Parameter private BrokerKind broker;
    private VersionProbe versions;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        marks = 0;
        house =
                House.open(
                        broker,
                        folder,
                        new RouteEdit[] {
                            RouteEdit.add("mark.camel.yaml", VersionProbe.flow("mark", "mark0")),
                            new RouteEdit("devices.yaml", text -> text + TWO_MORE_DEVICES),
                            RouteEdit.add("settings.properties", "greeting=hello\nfarewell=bye\n")
                        });
    }

    @AfterParameterizedClassInvocation
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
        house.gateway().startUnlessRunning();
    }

    private static Path file(String name) {
        return house.gateway().routes().resolve(name);
    }

    private static void save(String name, String text) throws IOException {
        Files.createDirectories(file(name).getParent());
        Files.writeString(file(name), text);
    }

    /// A new flow in a file of its own, once it runs.
    private void add(String name, String word) throws IOException {
        save(name + ".camel.yaml", VersionProbe.flow(name, word));
        versions.awaitNew(name, word);
    }

    /// When this returns, whatever was saved before has been looked at.
    private void awaitLookedAt() throws IOException {
        String mark = "mark" + ++marks;
        save("mark.camel.yaml", VersionProbe.flow("mark", mark));
        versions.awaitWord("mark", mark);
    }

    private static String health(String flow) {
        return house.gateway().health().detail("flow " + flow);
    }

    @Test
    void savedFileRunsAtOnce() throws Exception {
        add("quick", "one");

        save("quick.camel.yaml", VersionProbe.flow("quick", "two"));
        Duration took = versions.awaitWord("quick", "two", System.nanoTime());

        LOG.info("{}: an edit runs {} ms after it was saved", broker, took.toMillis());
        assertThat(took).isLessThan(LIMIT);
        assertThat(versions.words("quick")).containsExactly("one", "two");
        assertThat(house.gateway().log()).containsPattern("quick: 1 route replaced.* ms");
        assertThat(house.gateway().health().partsDown()).isEmpty();
    }

    @Test
    void savedJavaFileRunsAtOnce() throws Exception {
        save("QuickJava.java", VersionProbe.javaFlow("QuickJava", "quick-java", "one"));
        versions.awaitWord("quick-java", "one");

        save("QuickJava.java", VersionProbe.javaFlow("QuickJava", "quick-java", "two"));
        Duration took = versions.awaitWord("quick-java", "two", System.nanoTime());

        LOG.info("{}: an edit in Java runs {} ms after it was saved", broker, took.toMillis());
        assertThat(took).isLessThan(LIMIT);
        assertThat(versions.words("quick-java")).containsExactly("one", "two");
    }

    @Test
    void commentsBlankLinesAndLayoutRestartNothing() throws Exception {
        add("calm", "calm");
        save("CalmJava.java", VersionProbe.javaFlow("CalmJava", "calm-java", "calm"));
        versions.awaitWord("calm-java", "calm");
        String run = versions.ask("calm").run();
        String javaRun = versions.ask("calm-java").run();
        int replaced = house.gateway().logged("calm: 1 route replaced");
        String text = VersionProbe.flow("calm", "calm");

        for (String same :
                List.of(
                        "# A comment.\n" + text,
                        text.replace("\n", "\n\n"),
                        text.replace("id: calm", "id:   \"calm\"   # its name"),
                        text.replaceAll("(?m)^", "  "),
                        text.replace("\n", "\r\n"))) {
            save("calm.camel.yaml", same);
            awaitLookedAt();
            assertThat(versions.ask("calm").run()).as("after %s", same).isEqualTo(run);
        }
        String java = VersionProbe.javaFlow("CalmJava", "calm-java", "calm");
        for (String same : List.of("// A comment.\n" + java, java.replace("\n", "\n\n"))) {
            save("CalmJava.java", same);
            awaitLookedAt();
            assertThat(versions.ask("calm-java").run()).as("after %s", same).isEqualTo(javaRun);
        }

        assertThat(house.gateway().logged("calm: 1 route replaced")).isEqualTo(replaced);
    }

    @Test
    void deletedFileTakesItsFlowAwayAndBringsItBack() throws Exception {
        add("fleeting", "one");

        Files.delete(file("fleeting.camel.yaml"));
        versions.awaitSilence("fleeting");
        assertThat(health("fleeting")).isEmpty();

        add("fleeting", "two");
        assertThat(versions.words("fleeting")).containsExactly("one", "two");
    }

    @Test
    void renamedAndEditedFlowsKeepTheStateOfTheirThresholds() throws Exception {
        MqttProbe tank = house.probe().subscribe("basin/valve");
        String basin =
                Files.readString(file("tank.camel.yaml"))
                        .replace("tank/level", "basin/level")
                        .replace("pump/command", "basin/valve")
                        .replace("pump/status", "basin/status")
                        .replace("pump/availability", "basin/availability")
                        .replace("id: tank", "id: basin");
        save("basin.camel.yaml", basin);
        awaitLookedAt();
        tank.publish("basin/level", "100");
        tank.publish("basin/level", "40");
        tank.awaitTexts("basin/valve", all -> !all.isEmpty() && all.getLast().equals("on"));
        tank.forget();

        save("basin.camel.yaml", basin.replace("description: Fills the", "description: Fill a"));
        awaitLookedAt();
        tank.publish("basin/level", "75");
        Files.move(file("basin.camel.yaml"), file("cistern.camel.yaml"));
        awaitLookedAt();

        // Between the limits nothing changes: not when the state "filling" went along.
        for (String level : List.of("75", "40", "100")) {
            tank.publish("basin/level", level);
        }
        tank.await("basin/valve", 1);
        assertThat(tank.textsOn("basin/valve")).containsExactly("off");
        assertThat(health("basin")).isEmpty();
        assertThat(health("cistern")).isNotEmpty();
    }

    @Test
    void brokenFileLeavesTheVersionBeforeRunningAndSaysSo() throws Exception {
        add("sturdy", "one");
        String run = versions.ask("sturdy").run();

        String broken = VersionProbe.flow("sturdy", "two").replace("- setBody:", "- setBoddy:");
        save("sturdy.camel.yaml", broken);

        Waiting.until(
                () -> "what is wrong: " + house.gateway().health().body(),
                () -> health("sturdy").contains("setBoddy"));
        assertThat(health("sturdy"))
                .contains("running version 1", "sturdy.camel.yaml:8:", "setBoddy", "setBody");
        assertThat(house.gateway().log())
                .containsPattern(
                        "sturdy.camel.yaml:8:.*setBoddy.* version 1 of \\d\\d:\\d\\d runs on");
        assertThat(versions.ask("sturdy").run()).isEqualTo(run);

        save("sturdy.camel.yaml", VersionProbe.flow("sturdy", "one"));
        Waiting.until(
                () -> "all well again: " + house.gateway().health().body(),
                () -> !health("sturdy").contains("setBoddy"));
        awaitLookedAt();
        assertThat(versions.ask("sturdy").run()).as("the very same text again").isEqualTo(run);

        save("sturdy.camel.yaml", broken);
        Waiting.until(
                () -> "what is wrong: " + house.gateway().health().body(),
                () -> health("sturdy").contains("setBoddy"));
        save("sturdy.camel.yaml", VersionProbe.flow("sturdy", "two"));
        versions.awaitWord("sturdy", "two");
        assertThat(house.gateway().health().partsDown()).isEmpty();
        versions.assertAllAnsweredOnceInOrder("sturdy");
    }

    @Test
    void emptiedFileLeavesTheVersionBeforeRunning() throws Exception {
        add("emptied", "one");
        String run = versions.ask("emptied").run();

        save("emptied.camel.yaml", "");

        Waiting.until(
                () -> "a word on the empty file: " + house.gateway().health().body(),
                () -> health("emptied").contains("emptied.camel.yaml"));
        assertThat(versions.ask("emptied").run()).isEqualTo(run);
        Files.delete(file("emptied.camel.yaml"));
        versions.awaitSilence("emptied");
    }

    @Test
    void newFileThatIsBrokenDisturbsNobodyUntilItIsMended() throws Exception {
        String run = versions.ask("mark").run();

        save(
                "hopeful.camel.yaml",
                VersionProbe.flow("hopeful", "one").replace("paho:a", "pahoo:a"));

        Waiting.until(
                () -> "what is wrong: " + house.gateway().health().body(),
                () -> health("hopeful").contains("pahoo"));
        assertThat(health("hopeful")).contains("hopeful.camel.yaml:4:");
        assertThat(versions.ask("mark").run()).isEqualTo(run);

        save("hopeful.camel.yaml", VersionProbe.flow("hopeful", "one"));
        versions.awaitWord("hopeful", "one");
        assertThat(house.gateway().health().partsDown()).isEmpty();
    }

    @Test
    void newFolderBringsItsFlowsAndTakesThemAway() throws Exception {
        save("garden/pond/frog.camel.yaml", VersionProbe.flow("frog", "one"));
        versions.awaitWord("frog", "one");
        save("garden/pond/frog.camel.yaml", VersionProbe.flow("frog", "two"));
        versions.awaitWord("frog", "two");
        save("garden/rose.camel.yaml", VersionProbe.flow("rose", "one"));
        versions.awaitWord("rose", "one");

        Files.delete(file("garden/pond/frog.camel.yaml"));
        Files.delete(file("garden/pond"));
        Files.delete(file("garden/rose.camel.yaml"));
        Files.delete(file("garden"));

        versions.awaitSilence("frog");
        versions.awaitSilence("rose");
    }

    @Test
    void folderMovedIntoPlaceBringsItsFlows() throws Exception {
        Path elsewhere = Files.createDirectories(house.gateway().data().resolve("attic/box"));
        Files.writeString(elsewhere.resolve("doll.camel.yaml"), VersionProbe.flow("doll", "one"));

        Files.move(elsewhere.getParent(), file("attic"));

        versions.awaitWord("doll", "one");
        Files.writeString(file("attic/box/doll.camel.yaml"), VersionProbe.flow("doll", "two"));
        versions.awaitWord("doll", "two");
        Files.move(file("attic"), house.gateway().data().resolve("attic"));
        versions.awaitSilence("doll");

        // Another folder of that name.
        save("attic/box/doll.camel.yaml", VersionProbe.flow("doll", "three"));
        versions.awaitWord("doll", "three");
        save("attic/box/doll.camel.yaml", VersionProbe.flow("doll", "four"));
        assertThat(versions.awaitWord("doll", "four")).isLessThan(LIMIT);
    }

    private static String shout(String mark) {
        return """
        apiVersion: camel.apache.org/v1
        kind: Kamelet
        metadata:
          name: shout
        spec:
          definition:
            title: Shout
          template:
            from:
              uri: kamelet:source
              steps:
                - setBody:
                    simple: ${body} %s ${exchangeId}
        """
                .formatted(mark);
    }

    @Test
    void changedKameletRestartsItsUsersOnly() throws Exception {
        save("kamelets/shout.kamelet.yaml", shout("aloud"));
        save("herald.camel.yaml", VersionProbe.route("herald", "        - to: kamelet:shout\n"));
        versions.awaitNew("herald", "aloud");
        String markRun = versions.ask("mark").run();

        save("kamelets/shout.kamelet.yaml", shout("louder"));

        versions.awaitWord("herald", "louder");
        assertThat(versions.ask("mark").run()).isEqualTo(markRun);

        save("kamelets/shout.kamelet.yaml", "# Louder than that?\n" + shout("louder"));
        String run = versions.ask("herald").run();
        awaitLookedAt();
        assertThat(versions.ask("herald").run()).as("after a comment").isEqualTo(run);

        save("kamelets/shout.kamelet.yaml", shout("broken").replace("setBody", "setBoddy"));
        Waiting.until(
                () -> "a word on the kamelet: " + house.gateway().log(),
                () -> house.gateway().log().contains("shout.kamelet.yaml"));
        assertThat(versions.ask("herald").word()).isEqualTo("louder");

        save("kamelets/shout.kamelet.yaml", shout("mended"));
        versions.awaitWord("herald", "mended");
        versions.assertAllAnsweredOnceInOrder("herald");
        assertThat(house.gateway().health().partsDown()).isEmpty();
    }

    private static String deviceUser(String name, String device) {
        return VersionProbe.route(
                name,
                """
                        - setProperty:
                            name: question
                            simple: ${body}
                        - setBody:
                            constant: "on"
                        - to: device:%s
                        - setBody:
                            simple: ${exchangeProperty.question} used ${exchangeId}
                """
                        .formatted(device));
    }

    @Test
    void changedDeviceRestartsItsUsersOnly() throws Exception {
        save("lamp-user.camel.yaml", deviceUser("lamp-user", "live-lamp"));
        save("fan-user.camel.yaml", deviceUser("fan-user", "live-fan"));
        versions.awaitNew("lamp-user", "used");
        versions.awaitNew("fan-user", "used");
        String lampRun = versions.ask("lamp-user").run();
        String fanRun = versions.ask("fan-user").run();
        String devices = Files.readString(file("devices.yaml"));

        save("devices.yaml", "# This house.\n" + devices);
        awaitLookedAt();
        assertThat(versions.ask("lamp-user").run()).as("after a comment").isEqualTo(lampRun);

        String lamp = "id: live-lamp\n    kind: ";
        save("devices.yaml", devices.replace(lamp + "switch", lamp + "level"));
        Waiting.until(
                () -> "the user of the lamp to start anew: " + house.gateway().log(),
                () -> !versions.ask("lamp-user").run().equals(lampRun));
        assertThat(versions.ask("fan-user").run()).isEqualTo(fanRun);

        save("devices.yaml", devices.replace("id: live-fan", "id: live fan"));
        Waiting.until(
                () -> "a word on the device: " + house.gateway().log(),
                () -> house.gateway().log().contains("live fan"));
        assertThat(versions.ask("fan-user").run()).as("after a broken edit").isEqualTo(fanRun);

        save("devices.yaml", devices);
        awaitLookedAt();
        assertThat(versions.ask("fan-user").run()).isEqualTo(fanRun);
        versions.assertAllAnsweredOnceInOrder("fan-user");
        versions.assertAllAnsweredOnceInOrder("lamp-user");
        assertThat(house.gateway().health().partsDown()).isEmpty();
    }

    @Test
    void changedSettingRestartsItsUsersOnly() throws Exception {
        save("greeter.camel.yaml", VersionProbe.flow("greeter", "{{greeting}}"));
        save("leaver.camel.yaml", VersionProbe.flow("leaver", "{{farewell}}"));
        versions.awaitNew("greeter", "hello");
        versions.awaitNew("leaver", "bye");
        String leaverRun = versions.ask("leaver").run();
        String markRun = versions.ask("mark").run();

        save("settings.properties", "# Be formal.\ngreeting=welcome\nfarewell=bye\nunused=1\n");

        versions.awaitWord("greeter", "welcome");
        assertThat(versions.ask("leaver").run()).isEqualTo(leaverRun);
        assertThat(versions.ask("mark").run()).isEqualTo(markRun);
        assertThat(versions.words("greeter")).containsExactly("hello", "welcome");
        versions.assertAllAnsweredOnceInOrder("greeter");

        save("settings.properties", "greeting=welcome\n");
        Waiting.until(
                () -> "a word on the missing value: " + house.gateway().health().body(),
                () -> health("leaver").contains("farewell"));
        assertThat(versions.ask("leaver").run()).isEqualTo(leaverRun);

        save("settings.properties", "greeting=welcome\nfarewell=bye\n");
        Waiting.until(
                () -> "all well again: " + house.gateway().health().body(),
                () -> house.gateway().health().partsDown().isEmpty());
    }

    @Test
    void severalFilesSavedTogetherRunTogether() throws Exception {
        List<String> names = List.of("crowd-a", "crowd-b", "crowd-c", "crowd-d", "crowd-e");
        for (String name : names) {
            save(name + ".camel.yaml", VersionProbe.flow(name, "one"));
        }
        for (String name : names) {
            versions.awaitNew(name, "one");
        }

        for (String name : names) {
            save(name + ".camel.yaml", VersionProbe.flow(name, "two"));
        }
        long saved = System.nanoTime();

        for (String name : names) {
            assertThat(versions.awaitWord(name, "two", saved)).isLessThan(LIMIT);
            assertThat(versions.words(name)).containsExactly("one", "two");
            versions.assertAllAnsweredOnceInOrder(name);
        }
    }

    @Test
    void routeMovesFromOneFileToAnother() throws Exception {
        String nomad = VersionProbe.flow("nomad", "one");
        save("camp-a.camel.yaml", nomad + VersionProbe.flow("settler", "one"));
        versions.awaitWord("nomad", "one");

        save("camp-a.camel.yaml", VersionProbe.flow("settler", "one"));
        save("camp-b.camel.yaml", nomad.replace("one", "two"));

        versions.awaitWord("nomad", "two");
        assertThat(house.gateway().health().partsDown()).isEmpty();
    }

    @Test
    void afterARestartWithABrokenFileTheLastGoodVersionRunsAndSaysSo() throws Exception {
        add("durable", "one");
        save("durable.camel.yaml", VersionProbe.flow("durable", "two"));
        versions.awaitWord("durable", "two");
        house.leave();
        house.gateway().stop();
        save(
                "durable.camel.yaml",
                VersionProbe.flow("durable", "three").replace("setBody", "setBoddy"));

        house.gateway().start();

        versions = new VersionProbe(house.probe());
        assertThat(versions.ask("durable").word()).isEqualTo("two");
        assertThat(health("durable"))
                .contains("running version 2", "durable.camel.yaml:8:", "setBoddy", "setBody");
        assertThat(house.gateway().log())
                .containsPattern(
                        "durable.camel.yaml:8:.*setBoddy.* version 2 of \\d\\d:\\d\\d runs");

        save("durable.camel.yaml", VersionProbe.flow("durable", "four"));
        versions.awaitWord("durable", "four");
        assertThat(house.gateway().health().partsDown()).isEmpty();
    }
}

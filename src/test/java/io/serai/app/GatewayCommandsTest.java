package io.serai.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.app.gateway.ControlFiles;
import io.serai.console.Console;
import io.serai.console.ConsoleConfig;
import io.serai.console.HealthApi;
import io.serai.console.api.flow.FlowApi;
import io.serai.console.api.flow.StateApi;
import io.serai.deploy.FlowControlStandIn;
import io.serai.event.Events;
import io.serai.event.RuntimeEvent;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.observe.Metrics;
import io.serai.recording.RecordConfig;
import io.serai.recording.Recorder;
import io.serai.recording.Recording;
import io.serai.store.Changes;
import io.serai.store.MemoryStore;
import io.serai.testing.Bench;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Commands against a real HTTP server.
class GatewayCommandsTest {

    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
    private final FlowLog log = new FlowLog(time);
    private final FlowControlStandIn control = new FlowControlStandIn(time);
    private final Events events = new Events();
    private final MemoryStore store = new MemoryStore();

    @TempDir private Path folder;
    private Path data;
    private ControlFiles files;
    private Console console;
    private Bench bench;

    @BeforeEach
    void start() {
        data = folder.resolve("data");
        files = ControlFiles.make(data);
        control.deployTogether(Map.of("lamp.camel.yaml", "- a\n- b\n- c\n"), "test");
        control.deployTogether(Map.of("hall/tank.camel.yaml", "- tank\n"), "test");
        bench = Bench.withDevices(folder, "devices: []\n", store);
        console =
                new Console(
                        new ConsoleConfig("127.0.0.1", 0, data),
                        new Console.Offer(
                                healthApi(),
                                List.of(
                                        new FlowApi(control, recorder(), log, time),
                                        new StateApi(bench.palette.kept(), control)),
                                List.of(),
                                Optional::empty),
                        files.token());
        console.start();
        files.tellUrl(console.url());
    }

    private static HealthApi healthApi() {
        var health = new Health();
        var counters = new Counters();
        return new HealthApi(health, counters, new Metrics(health, counters, "1.2.3", List.of()));
    }

    private Recorder recorder() {
        return new Recorder(
                data.resolve("recordings"),
                RecordConfig.DEFAULT,
                events,
                time,
                ZoneOffset.UTC,
                _ -> 1);
    }

    @AfterEach
    void stop() throws Exception {
        console.close();
        files.close();
        bench.close();
    }

    private record Done(int exit, List<String> out, List<String> err) {}

    private Done serai(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--data.dir=" + data);
        if (all.stream().noneMatch(each -> each.startsWith("--http.port="))) {
            all.add("--http.port=" + console.port());
        }
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = commandLine(out, err).execute(all.toArray(String[]::new));
        return new Done(exit, out.toString().lines().toList(), err.toString().lines().toList());
    }

    private static CommandLine commandLine(StringWriter out, StringWriter err) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }

    private static void assertDone(Done done, String... lines) {
        assertThat(done.err()).isEmpty();
        assertThat(done.out()).containsExactly(lines);
        assertThat(done.exit()).isZero();
    }

    @Test
    void listShowsEveryFlowAlignedAndWhatIsWrong() {
        time.advance(Duration.ofMinutes(192));
        control.stop("tank");
        time.advance(Duration.ofSeconds(7));
        control.breakOnDisk("lamp", 2, "step \"\u001b[31m\" is not known");

        assertDone(
                serai("list"),
                "FLOW  STATE    FOR         VERSION  ROUTES  DESCRIPTION",
                "lamp  running  3 h 12 min  1        2       The lamp.",
                "tank  stopped  7 s         1        2       The tank.",
                "lamp.camel.yaml:2: step \"?[31m\" is not known.");
    }

    @Test
    void listSaysThatSafeModeIsOn() {
        control.enterSafeMode("3 crashes within 5 minutes; the suspect is lamp");

        assertThat(serai("list").out().getFirst())
                .isEqualTo(
                        "Safe mode, all flows are stopped: 3 crashes within 5 minutes; the suspect is"
                                + " lamp");
    }

    @Test
    void flowsAreStoppedStartedAndRestartedByName() {
        assertDone(serai("stop", "lamp", "tank"), "lamp: stopped", "tank: stopped");
        assertDone(serai("start", "tank"), "tank: running");
        assertDone(serai("restart", "lamp"), "lamp: running");
    }

    @Test
    void oneFlowThatIsNotThereKeepsNoOtherFromStopping() {
        Done done = serai("stop", "lmap", "tank");

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.out()).containsExactly("tank: stopped");
        assertThat(done.err()).singleElement().asString().contains("no flow \"lmap\"");
    }

    @Test
    void aFlowThatCannotStartIsToldOnceWithItsPlace() {
        control.deployTogether(Map.of("bell.camel.yaml", "unstartable\n"), "test");

        Done done = serai("start", "bell");

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err()).containsExactly("bell.camel.yaml:4: port 1 is taken.");
    }

    @Test
    void logsShowsTheNewestLinesWithoutCommandsToTheTerminal() {
        log.add("lamp", Level.INFO, "one");
        log.add("lamp", Level.WARN, "two\u001b[2J\nlines");

        List<String> lines = serai("logs", "lamp").out();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("2026-11-2\\d \\d\\d:\\d\\d:00 {2}INFO {3}one");
        assertThat(lines.get(1)).endsWith("  WARN   two?[2J");
        assertThat(lines.get(2)).isEqualTo("    lines");
        assertThat(serai("logs", "lamp", "-n", "1").out()).hasSize(2);
        assertThat(serai("logs", "lamp", "-n", "501").exit()).isEqualTo(1);
        assertThat(serai("logs", "lmap").err().getFirst()).contains("Did you mean \"lamp\"?");
    }

    @Test
    void logsGoesOnShowingWhatComes() throws Exception {
        log.add("lamp", Level.INFO, "before");
        var out = new StringWriter();
        var err = new StringWriter();
        Thread following =
                Thread.ofPlatform()
                        .start(() ->
                                commandLine(out, err)
                                        .execute(
                                                "logs",
                                                "lamp",
                                                "-f",
                                                "--data.dir=" + data,
                                                "--http.port=" + console.port()));
        await().atMost(Duration.ofSeconds(10)).until(() -> out.toString().contains("before"));

        log.add("lamp", Level.INFO, "after");
        await().atMost(Duration.ofSeconds(10)).until(() -> out.toString().contains("after"));
        assertThat(out.toString().lines()).hasSize(2);

        console.close();
        assertThat(following.join(Duration.ofSeconds(10))).isTrue();
        assertThat(err.toString()).contains("No gateway answers");
    }

    @Test
    void historyShowsVersionsAndWhatTheyChanged() {
        time.advance(Duration.ofSeconds(5));
        control.deployTogether(Map.of("lamp.camel.yaml", "- a\n- B\n- c\n"), "saved by pi");
        control.deployTogether(Map.of("lamp.camel.yaml", ""), "saved by pi");

        List<String> lines = serai("history", "lamp", "--diff").out();

        assertThat(lines.get(0))
                .isEqualTo(
                        "FLOW  VERSION  TIME                 BY           FILE             NOTE");
        assertThat(lines.get(1))
                .matches("lamp {2}3 .*:05 {2}saved by pi {2}lamp.camel.yaml {2}removed");
        assertThat(lines.subList(2, 8))
                .containsExactly(
                        "    --- lamp.camel.yaml (version 2)",
                        "    +++ lamp.camel.yaml (version 3)",
                        "    @@ -1,3 +0,0 @@",
                        "    -- a",
                        "    -- B",
                        "    -- c");
        assertThat(lines.get(8)).startsWith("lamp  2 ");
        assertThat(lines.subList(9, 16))
                .containsExactly(
                        "    --- lamp.camel.yaml (version 1)",
                        "    +++ lamp.camel.yaml (version 2)",
                        "    @@ -1,3 +1,3 @@",
                        "     - a",
                        "    -- b",
                        "    +- B",
                        "     - c");
        assertThat(lines.get(16)).startsWith("lamp  1 ");
        assertThat(lines.subList(17, 20))
                .containsExactly(
                        "    --- /dev/null",
                        "    +++ lamp.camel.yaml (version 1)",
                        "    @@ -0,0 +1,3 @@");
    }

    @Test
    void historyOfAllFlowsIsNewestFirst() {
        assertThat(serai("history").out())
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("FLOW"),
                        newest -> assertThat(newest).startsWith("tank  1"),
                        oldest -> assertThat(oldest).startsWith("lamp  1"));
        assertThat(serai("history", "-n", "1").out()).hasSize(2);
        assertThat(serai("history", "nobody").exit()).isEqualTo(1);
    }

    @Test
    void rollbackTakesTheVersionBeforeOrTheOneThatIsNamed() {
        control.deployTogether(Map.of("lamp.camel.yaml", "two\n"), "test");

        assertDone(serai("rollback", "lamp"), "lamp: running, version 3");
        assertThat(control.texts()).containsEntry("lamp.camel.yaml", "- a\n- b\n- c\n");
        assertDone(serai("rollback", "lamp", "2"), "lamp: running, version 4");
        assertThat(control.texts()).containsEntry("lamp.camel.yaml", "two\n");
        assertThat(control.history("lamp", 1).getFirst().by())
                .isEqualTo(System.getProperty("user.name"));
        assertThat(serai("rollback", "lamp", "99").err())
                .containsExactly("There is no version 99 of lamp.");
    }

    private void keepStates() {
        store.commit(
                        new Changes()
                                .state("lamp", "dark", "hall/\u001b[31m", "\"ON\"")
                                .state("lamp", "dark", "", "\"OFF\"")
                                .state(
                                        "tank",
                                        "levels",
                                        "t",
                                        "[%s]".formatted("1,".repeat(50) + 2)))
                .toCompletableFuture()
                .join();
    }

    @Test
    void stateShowsWhatIsKeptWithoutCommandsToTheTerminal() {
        assertDone(serai("state"), "Nothing is kept.");
        keepStates();

        assertDone(
                serai("state"),
                "FLOW  NODE    KEY         VALUE",
                "lamp  dark    \"\"          \"OFF\"",
                "lamp  dark    hall/?[31m  \"ON\"",
                "tank  levels  t           [" + "1,".repeat(29) + "1...");
        assertDone(
                serai("state", "tank"),
                "FLOW  NODE    KEY  VALUE",
                "tank  levels  t    [" + "1,".repeat(29) + "1...");
        assertThat(serai("state", "lamp", "dark").out()).hasSize(3);
        assertThat(serai("state", "lmap").err().getFirst()).contains("Did you mean \"lamp\"?");
    }

    @Test
    void stateSaysThatThereIsMore() {
        for (int i = 0; i <= 1000; i++) {
            store.commit(new Changes().state("lamp", "dark", "k" + i, "1"));
        }

        List<String> lines = serai("state").out();

        assertThat(lines).hasSize(1002);
        assertThat(lines.getLast()).isEqualTo("There is more. Name a flow, or a flow and a node.");
    }

    @Test
    void stateIsClearedByFlowNodeAndKey() {
        keepStates();

        assertDone(serai("state", "clear", "lamp", "dark", ""), "lamp dark : 1 state cleared");
        assertThat(store.states("lamp", "dark")).containsOnlyKeys("hall/\u001b[31m");
        assertDone(serai("state", "clear", "lamp"), "lamp: 1 state cleared");
        assertDone(serai("state", "clear", "lamp"), "lamp: 0 states cleared");
        Done unknown = serai("state", "clear", "tank", "level");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err().getFirst()).contains("The nodes that do: \"levels\".");
        assertDone(serai("state", "clear", "tank", "levels"), "tank levels: 1 state cleared");
        assertDone(serai("state"), "Nothing is kept.");
    }

    @Test
    void onlyWhoHasTheTokenClearsState() {
        keepStates();
        ControlFiles.make(data);

        Done done = serai("state", "clear", "lamp");

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err()).singleElement().asString().contains("does not take the token");
        assertThat(store.states("lamp", "dark")).hasSize(2);
        assertThat(serai("state").exit()).isZero();
    }

    @Test
    void aFolderIsDeployedWithEverythingInItsPlace() throws Exception {
        Path house = Files.createDirectories(folder.resolve("house"));
        Files.createDirectories(house.resolve("hall/.git"));
        Files.writeString(house.resolve("hall/bell.camel.yaml"), "bell\n");
        Files.writeString(house.resolve("devices.yaml"), "devices: []\n");
        Files.writeString(house.resolve("hall/.git/old.camel.yaml"), "hidden\n");
        Files.writeString(house.resolve("notes.txt"), "no part of it\n");

        assertDone(
                serai("deploy", house.toString()),
                "Left out, no part of a house: " + house.resolve("notes.txt"),
                "devices.yaml",
                "hall/bell.camel.yaml",
                "2 files deployed.");

        assertThat(control.texts())
                .containsEntry("hall/bell.camel.yaml", "bell\n")
                .containsKey("devices.yaml")
                .doesNotContainKey("hall/.git/old.camel.yaml");
    }

    @Test
    void nothingIsDeployedWhenOneFileIsBroken() throws Exception {
        Path good = Files.writeString(folder.resolve("good.camel.yaml"), "good\n");
        Path bad = Files.writeString(folder.resolve("bad.camel.yaml"), "one\nbroken\n");

        Done done = serai("deploy", good.toString(), bad.toString());

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err())
                .containsExactly(
                        "bad.camel.yaml:2: step \"broken\" is not known.", "Nothing was deployed.");
        assertThat(control.texts()).doesNotContainKey("good.camel.yaml");
    }

    @Test
    void filesThatCannotBeDeployedAreNamed() throws Exception {
        Path kamelet =
                Files.writeString(folder.resolve("dim-sink.kamelet.yaml"), "kind: Kamelet\n");
        assertDone(
                serai("deploy", kamelet.toString()),
                "kamelets/dim-sink.kamelet.yaml",
                "1 file deployed.");

        Path binary = folder.resolve("binary.camel.yaml");
        Files.write(binary, new byte[] {(byte) 0xff, 0});
        Path empty = Files.writeString(folder.resolve("lamp.camel.yaml"), "");
        Path script = Files.writeString(folder.resolve("run.sh"), "x");
        Path nobody = folder.resolve("nobody.camel.yaml");
        Map<Path, String> reasons =
                Map.of(
                        binary,
                        "not UTF-8",
                        empty,
                        "is empty",
                        script,
                        "a house is made of",
                        nobody,
                        "does not exist",
                        Files.createDirectory(folder.resolve("nothing")),
                        "no file of a house");
        reasons.forEach((file, reason) -> {
            Done done = serai("deploy", file.toString());
            assertThat(done.exit()).isEqualTo(1);
            assertThat(done.err())
                    .singleElement()
                    .asString()
                    .startsWith("Nothing was deployed.")
                    .contains(reason, file.toString());
        });
    }

    @Test
    void aGatewayOnAFreePortIsFoundByItsFile() throws Exception {
        assertThat(serai("list", "--http.port=0").exit()).isZero();

        files.close();

        Done done = serai("list", "--http.port=0");
        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err())
                .singleElement()
                .asString()
                .contains("No gateway runs", "gateway.url", "serai run");
    }

    @Test
    void noGatewayIsToldWithTheRemedy() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        Done done = serai("list", "--http.port=" + free);

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err())
                .containsExactly(
                        "No gateway answers at http://127.0.0.1:%d. Start it with serai run."
                                .formatted(free));
    }

    @Test
    void aTokenOfAnotherGatewayIsToldAndNotShown() {
        ControlFiles other = ControlFiles.make(data);

        Done done = serai("stop", "lamp");

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err())
                .singleElement()
                .asString()
                .contains("does not take the token", "data.dir")
                .doesNotContain(other.token());
    }

    @Test
    void wrongUsageIsExitCodeTwo() {
        for (String[] words :
                List.of(
                        new String[] {"stop"},
                        new String[] {"list", "lamp"},
                        new String[] {"logs", "lamp", "tank"},
                        new String[] {"rollback", "lamp", "x"},
                        new String[] {"deploy"},
                        new String[] {"state", "lamp", "dark", "key"},
                        new String[] {"state", "clear"},
                        new String[] {"state", "clear", "lamp", "dark", "key", "more"},
                        new String[] {"record"},
                        new String[] {"record", "lamp", "tank"},
                        new String[] {"record", "lamp", "--for", "soon"},
                        new String[] {"record", "lamp", "--for", "0s"},
                        new String[] {"record", "lamp", "--size", "0"},
                        new String[] {"record", "lamp", "--out", "pom.xml"},
                        new String[] {"list", "--no.such.setting=1"})) {
            assertThat(serai(words).exit()).as(String.join(" ", words)).isEqualTo(2);
        }
    }

    @Test
    void aFlowThatRunsDryIsListedAsSuch() {
        control.deployTogether(Map.of("dryer.camel.yaml", "- dry\n"), "test");

        assertThat(serai("list").out())
                .anySatisfy(line -> assertThat(line).matches("dryer +running, dry .*"))
                .anySatisfy(line -> assertThat(line).matches("lamp +running +0 s .*"));
    }

    @Test
    void aRecordingEndsByItselfAndGoesWhereItIsWanted() throws Exception {
        Path out = folder.resolve("lamp.jsonl");
        var done =
                CompletableFuture.supplyAsync(
                        () -> serai("record", "lamp", "--for", "1m30s", "--out", out.toString()));
        await().until(() -> events.isWanted("lamp"));
        events.tell(
                new RuntimeEvent.DeviceSet("lamp", "lamp", time.now(), "office-lamp", "on", false));

        time.advance(Duration.ofSeconds(90));

        Done finished = done.get(10, TimeUnit.SECONDS);
        assertThat(finished.exit()).isZero();
        assertThat(finished.out().getFirst()).contains("Recording lamp to ").contains("Ctrl-C");
        assertThat(finished.out().getLast()).contains("1 events in " + out, "ended by time");
        assertThat(Recording.read(out).isWhole()).isTrue();
        assertThat(data.resolve("recordings")).isEmptyDirectory();
    }
}

package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.DeviceSet;
import io.serai.event.RuntimeEvent.MessageCame;
import io.serai.recording.Recording;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The shipped house with every flow dry: it does everything, and nothing comes out.
class DryRunIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir private static Path folder;
    private static House house;
    private static MqttProbe outside;

    @BeforeAll
    static void open() {
        house =
                House.open(
                        BrokerKind.EMBEDDED,
                        folder,
                        new RouteEdit[] {RouteEdit.shipped("Led.java")},
                        "--dry");
        outside = house.probe().subscribe("#");
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static void awaitLog(String text) {
        Waiting.until(
                LIMIT,
                () -> "\"%s\" in the log: %s".formatted(text, house.gateway().log()),
                () -> house.gateway().log().contains(text));
    }

    private static List<String> command(String... words) {
        List<String> command = new ArrayList<>();
        command.add(RunningGateway.home().resolve("bin/serai").toString());
        command.addAll(List.of(words));
        command.add("--http.port=" + house.gateway().httpPort());
        command.add("--data.dir=" + house.gateway().data());
        return command;
    }

    @Test
    void theFlowsGoOnAndNothingComesOut() throws Exception {
        List<String> mine = new ArrayList<>();
        for (String[] each :
                List.of(
                        new String[] {"home/office/lamp", "on"},
                        new String[] {"tank/level", "42"},
                        new String[] {"hall/telemetry", "{\"light\": 250}"},
                        new String[] {"serai/say", "dinner"})) {
            outside.publish(each[0], each[1]);
            mine.add(each[0] + " " + each[1]);
        }

        // One flow's word reaches the next: over a topic, and by a device.
        awaitLog("tank: dry: would publish on pump/command (QoS 1): on");
        awaitLog("pump: dry: would set device pump to on");
        awaitLog("pump: dry: would publish on pump/status (QoS 1, retained): on");
        awaitLog("lamp: dry: would set device office-lamp to on");
        awaitLog(
                "panel: dry: would publish on serai/devices/office-lamp/state (QoS 1, retained): on");
        awaitLog("nightlight: dry: would publish on hall/commands (QoS 0): {\"led_on\": true}");
        awaitLog("serai:dinner"); // what the chat would have kept
        awaitLog("pump: dry: would publish on pump/availability (QoS 1, retained): online");

        // The broker hands out in order: with this one everything before it is here.
        outside.publish("last", "of all");
        outside.await("last", 1);
        mine.add("last of all");
        assertThat(outside.everything()).containsExactlyElementsOf(mine);
        MqttProbe late = house.probe().subscribe("#");
        late.publish("late", "too");
        late.await("late", 1);
        assertThat(late.everything()).as("what the broker keeps").containsExactly("late too");
        assertThat(house.gateway().data().resolve("chat.txt")).doesNotExist();

        assertThat(house.gateway().health().count("flow.dry", "lamp")).isPositive();
        assertThat(house.gateway().log()).contains("DRY RUN: all flows", "11 flows run dry");
        assertThat(Finished.run(command("list")).out())
                .anySatisfy(line -> assertThat(line).matches("lamp +running, dry .*"));
        assertThat(Finished.run(command("logs", "lamp")).out())
                .anySatisfy(line -> assertThat(line).contains("dry: would set device office-lamp"));
    }

    @Test
    void aRecordingThatCtrlCEndsIsWhole() throws Exception {
        Process recording =
                new ProcessBuilder(command("record", "panel", "--for", "10m", "--mask", "/[0-9]+/"))
                        .redirectErrorStream(true)
                        .start();
        Path file;
        try (var said = recording.inputReader(StandardCharsets.UTF_8)) {
            String first = said.readLine();
            file = Path.of(first.replaceFirst("Recording panel to (.*) until .*", "$1"));
            MqttProbe hand = house.probe();
            hand.publish("serai/devices/nightlight-light/set", "123");
            awaitLog("panel: dry: would set simulated device nightlight-light to 123");

            new ProcessBuilder("kill", "-INT", String.valueOf(recording.pid())).start().waitFor();

            assertThat(said.lines().toList())
                    .anySatisfy(line -> assertThat(line).contains("events in " + file, "asked"));
            assertThat(recording.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            recording.destroyForcibly();
        }

        Recording recorded = Recording.read(file);
        assertThat(recorded.isWhole()).isTrue();
        assertThat(recorded.header().flow().text()).isEqualTo(text("panel.camel.yaml"));
        assertThat(recorded.events())
                .filteredOn(MessageCame.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((MessageCame) event).message().payload())
                                .isEqualTo("***".getBytes(StandardCharsets.UTF_8)));
        assertThat(recorded.events())
                .filteredOn(RuntimeEvent.DeviceSimulated.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(event.isDry()).isTrue());
        assertThat(recorded.events()).noneMatch(DeviceSet.class::isInstance);
    }

    private static String text(String file) throws IOException {
        return Files.readString(house.gateway().routes().resolve(file));
    }
}

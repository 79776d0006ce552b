package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.Programs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The gateway's own broker, as programs of other people see it.
class BrokerIT {

    @TempDir private static Path folder;
    private static House house;

    private MqttProbe page;

    @BeforeAll
    static void open() {
        house = House.open(BrokerKind.EMBEDDED, folder);
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @BeforeEach
    void enter() {
        page = house.probe();
    }

    @AfterEach
    void leave() {
        house.leave();
        // A clean visit ends the follower's session.
        house.probe("LEDClient");
        house.leave();
    }

    private void slide(int level) {
        page.publish("led", "{\"level\":\"" + level + "\"}", 2, true);
    }

    private static String shows(int level) {
        return "LED at brightness " + level + "%";
    }

    @Test
    void followerObeysAndNewcomerIsTheRetainedLevel() {
        slide(21);
        Program follower = house.python("led_follower.py");
        follower.awaitLine(shows(21) + " (retained)");

        slide(22);

        follower.awaitLine(shows(22));
        assertThat(follower.lines().getFirst()).isEqualTo("Connected to MQTT Broker");
    }

    @Test
    void followerAwayIsReplayed20Of20InOrder() {
        Program follower = house.python("led_follower.py");
        follower.awaitLine("Subscribed");
        follower.kill();
        List<Integer> levels = IntStream.rangeClosed(31, 50).boxed().toList();
        levels.forEach(this::slide);

        Program again = house.python("led_follower.py");

        again.awaitLine(shows(50));
        again.awaitLine(shows(50) + " (retained)"); // subscribed anew, so once more
        assertThat(again.lines().getFirst()).isEqualTo("Connected to MQTT Broker with its session");
        assertThat(again.lines())
                .filteredOn(line -> line.endsWith("%"))
                .isEqualTo(levels.stream().map(BrokerIT::shows).toList());
    }

    @Test
    void followerStaysThroughARestartAndItsSessionToo() {
        Program follower = house.python("led_follower.py");
        follower.awaitLine("Subscribed");

        house.restartBroker();

        follower.awaitLine("Connected to MQTT Broker with its session");
        page = house.probe();
        slide(61);
        follower.awaitLine(shows(61));
        assertThat(follower.isAlive()).isTrue();
    }

    @Test
    void followerStoppedWithCtrlCIsKeptWhatItMisses() {
        Program follower = house.python("led_follower.py");
        follower.awaitLine("Subscribed");
        follower.stop();
        slide(71);

        Program again = house.python("led_follower.py");

        again.awaitLine(shows(71));
    }

    @Test
    void pagesOverWebSocketAreInSyncAndReachTheFollower() {
        Program follower = house.python("led_follower.py");
        follower.awaitLine("Subscribed");
        Program one = webPage();
        Program two = webPage();

        one.type("81");

        two.awaitLine("led {\"level\":\"81\"}");
        one.awaitLine("led {\"level\":\"81\"}");
        one.awaitLine("published 81");
        follower.awaitLine(shows(81));
        webPage().awaitLine("led {\"level\":\"81\"} retained");
    }

    @Test
    void pageReconnectsAfterARestart() {
        Program one = webPage();

        house.restartBroker();

        one.await("another subscription", all -> count(all, "subscribed") == 2);
        one.type("82");
        one.awaitLine("published 82");
        one.awaitLine("led {\"level\":\"82\"}");
    }

    @Test
    void commandLineToolsOfMosquittoTalkThroughIt() {
        page.subscribe("tools/#");

        house.mosquittoPub("-t", "tools/a", "-m", "ä", "-q", "2", "-r", "-V", "mqttv5");
        house.mosquittoPub("-t", "tools/b", "-m", "b", "-V", "mqttv31");

        page.await("tools/b", 1);
        assertThat(page.textsOn("tools/a")).containsExactly("ä");
        Finished sub =
                Finished.run(
                        List.of(
                                Programs.require("mosquitto_sub").toString(),
                                "-h",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(house.mqttPort()),
                                "-t",
                                "tools/+",
                                "-C",
                                "1",
                                "-W",
                                "10",
                                "-F",
                                "%t %p %q %r",
                                "-q",
                                "2"));
        assertThat(sub.out()).containsExactly("tools/a ä 2 1");
    }

    private static long count(List<String> lines, String line) {
        return lines.stream().filter(line::equals).count();
    }

    /// A page, as far as MQTT sees it: mqtt.js, which may be anywhere that `serai.mqtt-js`,
    /// `SERAI_MQTT_JS` or `target/mqtt-js` say.
    private static Program webPage() {
        Path modules =
                Path.of(
                        Optional.ofNullable(System.getProperty("serai.mqtt-js"))
                                .or(() -> Optional.ofNullable(System.getenv("SERAI_MQTT_JS")))
                                .orElse("target/mqtt-js"));
        Programs.require(
                Files.isDirectory(modules.resolve("node_modules/mqtt")),
                "npm package mqtt (npm install --prefix %s mqtt)".formatted(modules));
        Program page =
                house.guest(
                        Program.node(
                                modules.toAbsolutePath(),
                                "slider.js",
                                List.of(
                                        "ws://127.0.0.1:%d/mqtt"
                                                .formatted(house.gateway().websocketPort()))));
        page.awaitLine("subscribed");
        return page;
    }
}
